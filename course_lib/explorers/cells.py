"""What each cell of a notebook shows: when it is run again, what it showed before is freed.

ipywidgets keeps every widget of a kernel and IPython every result of a cell: without this, a cell
that is run thirty times holds thirty explorers with their figures.
"""

from __future__ import annotations

from collections.abc import Iterator

import ipywidgets as widgets
from IPython import get_ipython

from course_lib.explorers.late_busy import tell_late

_shown: dict[str, tuple[str, list]] = {}  # cell → its last run, and the explorers shown in it


def show_in_cell(explorer) -> None:
    """Note that the running cell shows this, and free what its earlier run showed.

    What another cell shows as well, or the same cell again, stays; what was freed and is shown
    again comes back.
    """
    _open(explorer)
    shell = get_ipython()
    tell_late(getattr(shell, "kernel", None))
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = request.get("metadata", {}).get("cellId")  # of a notebook in the browser
    if cell is None:
        return
    run = request["header"]["msg_id"]
    last, before = _shown.get(cell, (run, []))
    _shown[cell] = run, [explorer] if run != last else [*before, explorer]
    kept = {id(e) for _, explorers in _shown.values() for e in explorers}
    for old in before:
        if id(old) not in kept:
            _close(old)
            _forget(old, shell)


def _widgets(box) -> Iterator[widgets.Widget]:
    """This widget and all that it is made of, what is inside first."""
    for child in getattr(box, "children", ()):
        yield from _widgets(child)
    for part in ("layout", "style"):
        if (widget := getattr(box, part, None)) is not None:
            yield widget
    yield box


def _close(explorer) -> None:
    for widget in _widgets(explorer.box):
        widget.close()


def _open(explorer) -> None:
    for widget in _widgets(explorer.box):
        if widget.comm is None:
            vars(widget).pop("_repr_mimebundle_", None)  # `close` has put None there
            widget.open()


def _forget(explorer, shell) -> None:
    """Leave it to those who have a name for it: take it out of IPython's ``Out`` and ``_``."""
    names, hook = shell.user_ns, shell.displayhook
    for number in [n for n, result in names.get("_oh", {}).items() if result is explorer]:
        del names["_oh"][number]
        names.pop(f"_{number}", None)
    for name in ("_", "__", "___"):
        if names.get(name) is explorer:
            names[name] = ""
        if getattr(hook, name, None) is explorer:
            setattr(hook, name, "")
