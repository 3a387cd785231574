"""Every notebook in a real JupyterLab: all cells run, all controls answer, nothing complains."""

import pytest

from tests.browser.accessibility import inaccessible
from tests.browser.fast_drag import drag_fast
from tests.browser.trial import try_explorers
from tests.notebooks.rules import Notebook, explorer_calls
from tests.notebooks.support import NOTEBOOKS

pytestmark = pytest.mark.browser
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))


def test_there_are_notebooks():
    assert PATHS, "notebooks/ holds no notebook: the course is missing"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebook_answers_its_reader(lab, path):
    book = lab.open(path)
    try:
        assert book.run_all(), book.problems()
        explorers = book.explorers()
        made = sum(bool(explorer_calls(cell["source"])) for _, cell in Notebook.read(path).code)
        assert len(explorers) == made
        unanswered = try_explorers(explorers)
        assert not unanswered, "\n".join(unanswered + book.problems())
        assert not book.problems(), "\n".join(book.problems())
        in_the_way = inaccessible(book)
        assert not in_the_way, "\n".join(in_the_way)
        # Last: it leaves the focus on a slider.
        wrong = drag_fast(explorers) + book.problems()
        assert not wrong, "\n".join(wrong)
    finally:
        book.close()
