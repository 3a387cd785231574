"""A notebook broken on purpose, which the browser's ring must reject, and its good twin."""

import pytest

from tests.browser.lab import Lab
from tests.browser.trial import try_explorer
from tests.notebooks import broken

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A Lab on a folder with the good notebook, a broken one, and one that never answers."""
    folder = tmp_path_factory.mktemp("notebooks")
    broken.notebook(folder / "good.ipynb")
    broken.notebook(folder / "raises.ipynb", broken.RAISES_OFF_DEFAULT)
    broken.notebook(folder / "dead.ipynb", "run = honest(**explorer._initial)")
    with Lab(folder) as running:
        yield running


def trial(lab, name):
    """Problems before anything is moved, what did not answer, and problems afterwards."""
    book = lab.open(name)
    assert book.run_all()
    (explorer,) = book.explorers()
    before = book.problems()
    unanswered = try_explorer(explorer)
    after = book.problems()
    book.close()
    return before, unanswered, after


def test_the_good_notebook_answers(lab):
    assert trial(lab, "good.ipynb") == ([], [], [])


def test_a_callback_that_raises_off_its_default_is_rejected(lab):
    before, unanswered, after = trial(lab, "raises.ipynb")
    assert before == [], "as long as nothing is moved it looks fine"
    assert any("slider" in complaint for complaint in unanswered)
    assert "kernel: ValueError: off its default" in after


def test_a_control_without_effect_is_rejected(lab):
    before, unanswered, after = trial(lab, "dead.ipynb")
    assert before == after == []
    moved = [complaint.split(" '")[0] for complaint in unanswered if "did not change" in complaint]
    assert {"slider", "choice"} <= set(moved)
