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


def test_the_page_shows_what_the_text_says_escaped():
    report = Report("a < b", False, ("came out: <b>",))
    html = report._repr_html_()
    assert "✗ a &lt; b" in html
    assert "came out: &lt;b&gt;" in html
