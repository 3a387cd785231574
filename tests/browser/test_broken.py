"""A notebook broken on purpose, which the browser's ring must reject, and its good twin."""

import pytest

from tests.browser.trial import try_explorers
from tests.notebooks import broken

pytestmark = pytest.mark.browser


@pytest.fixture
def trial(lab, tmp_path):
    """Problems before anything is moved, what did not answer, and problems afterwards."""

    def of(spoil):
        book = lab.open(broken.notebook(tmp_path / "broken.ipynb", spoil))
        try:
            assert book.run_all()
            before, unanswered = book.problems(), try_explorers(book.explorers())
            return before, unanswered, book.problems()
        finally:
            book.close()

    return of


def test_the_good_notebook_answers(trial):
    assert trial(broken.FINE) == ([], [], [])


def test_a_callback_that_raises_off_its_default_is_rejected(trial):
    before, unanswered, after = trial(broken.RAISES_OFF_DEFAULT)
    assert before == [], "as long as nothing is moved it looks fine"
    assert any("slider" in complaint for complaint in unanswered)
    assert "kernel: ValueError: off its default" in after


def test_a_control_without_effect_is_rejected(trial):
    before, unanswered, after = trial("run = honest(**explorer._initial)")
    assert before == after == []
    moved = [complaint.split(" '")[0] for complaint in unanswered if "did not change" in complaint]
    assert {"slider", "choice"} <= set(moved)
