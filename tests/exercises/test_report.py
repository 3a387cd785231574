"""What a check says, as text and on the page."""

import pytest

from course_lib.exercises import Report


@pytest.mark.parametrize(
    ("outcome", "mark"),
    [((True,), "✓"), ((False,), "✗"), ((False, False), "○")],
)
def test_a_mark_tells_the_outcome(outcome, mark):
    passed, *written = outcome
    report = Report("the square", passed, ("a line", "another"), *written)
    assert repr(report) == f"{mark} the square\n   a line\n   another"


def test_the_arguments_are_fresh_copies():
    given = {"x": [1.0, 2.0]}
    report = Report("t", False, (), given=given)
    report.arguments["x"].append(3.0)
    assert report.arguments == {"x": [1.0, 2.0]}


def test_reports_are_compared_by_what_they_say():
    one, other = (Report("t", True, ("a",), given={"x": x}) for x in (1.0, 2.0))
    assert one == other
    assert one != Report("t", True, ("b",))
    assert (one.written, Report("t", True, ()).arguments) == (True, {})


@pytest.mark.parametrize(
    ("outcome", "tone"), [((True,), "#00855f"), ((False,), "#d55e00"), ((False, False), "#66727f")]
)
def test_the_page_has_the_colour_of_the_mark(outcome, tone):
    html = Report("t", outcome[0], ("one", "two"), *outcome[1:])._repr_html_()
    assert f"solid {tone}" in html
    assert html.index(" t</b>") < html.index(">one<") < html.index(">two<")


def test_the_page_shows_what_the_text_says_escaped():
    report = Report("a < b", False, ("came out: <b>",))
    html = report._repr_html_()
    assert "✗ a &lt; b" in html
    assert "came out: &lt;b&gt;" in html
