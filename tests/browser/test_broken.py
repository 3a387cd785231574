"""A notebook broken on purpose, which the browser's ring must reject, and its good twin."""

import re

import pytest

from tests.browser.accessibility import inaccessible
from tests.browser.trial import try_explorers
from tests.notebooks import broken
from tests.notebooks.support import write_notebook

pytestmark = pytest.mark.browser

# A cell that puts a fault into the half of the figure that runs in the page.
FAULT_IN_PAGE = """from course_lib.explorers.live import LiveFigure

script = str(LiveFigure._esm)
assert script.count({right!r}) == 1
LiveFigure._esm = script.replace({right!r}, {wrong!r})"""


@pytest.fixture
def trial(lab, tmp_path):
    """Problems before anything is moved, what did not answer, and problems afterwards."""

    def of(*cells):
        book = lab.open(write_notebook(tmp_path / "broken.ipynb", "# Broken", *cells))
        try:
            assert book.run_all()
            before, unanswered = book.problems(), try_explorers(book.explorers())
            return before, unanswered, book.problems()
        finally:
            book.close()

    return of


def cells(spoil):
    return broken.SETUP, broken.EXPLORER.format(spoil=spoil), broken.FIGURE


def test_the_good_notebook_answers(trial):
    assert trial(*cells(broken.FINE)) == ([], [], [])


def test_a_callback_that_raises_off_its_default_is_rejected(trial):
    before, unanswered, after = trial(*cells(broken.RAISES_OFF_DEFAULT))
    assert before == [], "as long as nothing is moved it looks fine"
    assert any("slider" in complaint for complaint in unanswered)
    assert "kernel: ValueError: off its default" in after


def test_a_control_without_effect_is_rejected(trial):
    before, unanswered, after = trial(*cells("run = honest(**explorer._initial)"))
    assert before == after == []
    moved = [complaint.split(" '")[0] for complaint in unanswered if "did not change" in complaint]
    assert {"slider", "choice"} <= set(moved)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("pen.putImageData(image, 0, 0);", "pen.putImageData(image, 40, 40);", "not the kernel's"),
        (
            "event.clientX - box.left",
            "event.clientX - box.left + 60",
            "a click arrived 60 px right",
        ),
    ],
    ids=["the picture", "the pointer"],
)
def test_what_is_sixty_or_forty_pixels_off_is_rejected(trial, right, wrong, complaint):
    fault = FAULT_IN_PAGE.format(right=right, wrong=wrong)
    before, unanswered, after = trial(fault, *cells(broken.FINE))
    assert before == after == []
    assert any(complaint in said for said in unanswered), unanswered


UNKIND = """from course_lib.explorers.live import LiveFigure

script, name = str(LiveFigure._esm), "'aria-label': label,"
assert script.count(name) == 1
LiveFigure._esm = script.replace(name, "")
LiveFigure._css = str(LiveFigure._css) + '''
.course-caption, .course-caption * { color: #bbb !important }
.course-explorer.course-explorer select:focus:focus-visible { outline: none !important }
.course-play { height: 12px !important }'''"""


def test_what_stands_in_a_readers_way_is_rejected(lab, tmp_path):
    path = write_notebook(tmp_path / "unkind.ipynb", "# Unkind", UNKIND, *cells(broken.FINE))
    book = lab.open(path)
    try:
        assert book.run_all()
        said = "\n".join(inaccessible(book))
    finally:
        book.close()
    assert re.search("aria-input-field-name: .*noUi-handle", said), "a slider without a name"
    assert re.search("color-contrast: .*#bbbbbb", said), "a pale caption"
    assert re.search("select .*: the focus on it is not seen", said)
    assert re.search("button Play: 12 px are hard to hit", said)
