"""Rows of controls: Reset behind the last one, groups that forget nobody."""

import pytest

from tests.explorers.toy import toy_explorer


def panel_of(explorer):
    return explorer.box.children[0]


def test_one_row_with_reset_behind_the_last_control():
    explorer = toy_explorer()
    (row,) = panel_of(explorer).children
    assert list(row.children) == [*explorer.controls.values(), explorer._reset]


def test_groups_have_titles_and_reset_stands_in_the_last():
    groups = {"shape": ["kind", "height"], "moves": ["nothing", "higher"]}
    explorer = toy_explorer(groups=groups)
    boxes = panel_of(explorer).children
    assert [box.children[0].value for box in boxes] == ["shape", "moves"]
    rows = [list(box.children[1].children) for box in boxes]
    held = [[explorer.controls[name] for name in names] for names in groups.values()]
    assert rows == [held[0], [*held[1], explorer._reset]]


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"a": ["height", "kind", "higher", "nothing", "speed"]}, "speed is no control"),
        ({"a": ["height", "kind"], "b": ["higher", "kind", "nothing"]}, "kind stands twice"),
        ({"a": ["height"], "b": ["higher", "nothing"]}, "kind is missing"),
        ({"a": ["height", "kind", "higher", "nothing"], "b": []}, "'b' is empty"),
        ({"a": ["height", "start"]}, "start is no control, kind is missing, higher is missing"),
    ],
)
def test_groups_name_every_control_once(groups, message):
    with pytest.raises(ValueError, match=f"groups must name every control once: .*{message}"):
        toy_explorer(groups=groups)
