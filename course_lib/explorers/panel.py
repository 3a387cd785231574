"""The panel over the picture: rows of controls, in titled groups where there are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ipywidgets as widgets


def panel(controls: Mapping, groups: Mapping[str, Sequence[str]] | None, reset) -> widgets.Box:
    """The controls with Reset behind the last one.

    Raises
    ------
    ValueError
        ``groups must name every control once: speed is no control, lr stands twice, beta is
        missing``
    """
    if not groups:
        box = widgets.Box([_row([*controls.values(), reset])])
    else:
        _check(controls, groups)
        *others, last = groups
        rows = {title: [controls[name] for name in groups[title]] for title in others}
        rows[last] = [*(controls[name] for name in groups[last]), reset]
        box = widgets.Box([_group(title, items) for title, items in rows.items()])
    box.add_class("course-panel")
    return box


def _row(items) -> widgets.Box:
    row = widgets.Box(items)
    row.add_class("course-controls")
    return row


def _group(title: str, items) -> widgets.Box:
    heading = widgets.Label(title)
    heading.add_class("course-group-title")
    group = widgets.Box([heading, _row(items)])
    group.add_class("course-group")
    return group


def _check(controls: Mapping, groups: Mapping) -> None:
    named = [name for names in groups.values() for name in names]
    wrong = [f"{name} is no control" for name in named if name not in controls]
    wrong += [f"{n} stands twice" for n in dict.fromkeys(named) if named.count(n) > 1]
    wrong += [f"{name} is missing" for name in controls if name not in named]
    wrong += [f"{title!r} is empty" for title, names in groups.items() if not names]
    if wrong:
        raise ValueError(f"groups must name every control once: {', '.join(wrong)}")
