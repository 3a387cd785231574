"""A notebook broken on purpose: nbval and the sweep over the explorers must reject it."""

import json
import re

import pytest

from tests.explorers.test_catalogue import sweep, try_rows
from tests.notebooks import broken
from tests.notebooks.support import nbval, verdicts


def spoiled(path, spoil, name):
    """A copy with the recorded outputs of the good notebook, but the code of a broken one."""
    nb = json.loads(path.read_text(encoding="utf-8"))
    source = "".join(nb["cells"][2]["source"])
    assert source == broken.EXPLORER.format(spoil=broken.FINE)
    nb["cells"][2]["source"] = broken.EXPLORER.format(spoil=spoil)
    to = path.with_name(f"{name}.ipynb")
    to.write_text(json.dumps(nb), encoding="utf-8")
    return to


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """nbval on the good notebook and on broken twins with its outputs, all in one run.

    ``moved`` notebooks have a last cell that moves the slider, ``still`` ones do not.
    """
    folder = tmp_path_factory.mktemp("broken")
    still = broken.notebook(folder / "still.ipynb")
    moved = broken.notebook(folder / "moved.ipynb", moved=True)
    recorded = nbval("--record", still, moved)
    assert recorded.returncode == 0, recorded.stdout
    return nbval(
        moved,
        spoiled(still, broken.WRONG_NUMBER, "wrong_number"),
        spoiled(still, broken.RAISES_OFF_DEFAULT, "still_raises"),
        spoiled(moved, broken.RAISES_OFF_DEFAULT, "moved_raises"),
        spoiled(moved, broken.WRONG_OFF_DEFAULT, "moved_wrong"),
    )


def test_nbval_passes_the_good_notebook(outcome):
    assert verdicts(outcome)["moved"] == "...."


def test_nbval_rejects_a_wrong_number_in_a_figure(outcome):
    assert verdicts(outcome)["wrong_number"] == ".FF", "the explorer and the figure after it"


def test_running_alone_cannot_see_what_raises_off_its_default(outcome):
    assert verdicts(outcome)["still_raises"] == "...", "so explorers are swept, and moved by hand"


def test_nbval_rejects_it_where_a_cell_moves_the_control(outcome):
    assert verdicts(outcome)["moved_raises"] == "...F"
    assert verdicts(outcome)["moved_wrong"] == "...F"


def test_nbval_rejects_for_the_right_reasons(outcome):
    assert outcome.stdout.count("Cell outputs differ") == 3
    assert outcome.stdout.count("Cell execution caused an exception") == 1
    assert re.search(r"ValueError\W.*off its default", outcome.stdout)
    assert "mismatch 'text/plain'" in outcome.stdout


@pytest.mark.parametrize("look", [sweep, try_rows])
def test_the_sweep_accepts_the_good_explorer(look):
    look(broken.spoiled_explorer(broken.FINE))


@pytest.mark.parametrize("look", [sweep, try_rows])
def test_the_sweep_rejects_what_raises_off_its_default(look):
    with pytest.raises((ValueError, AssertionError)) as found:
        look(broken.spoiled_explorer(broken.RAISES_OFF_DEFAULT))
    assert "off its default" in str(found.value) + str(found.value.__cause__)


def test_the_rows_see_what_takes_two_controls_and_name_them():
    sweep(broken.spoiled_explorer(broken.RAISES_IN_A_CORNER))
    with pytest.raises(AssertionError, match=r"fails with .*'function': .*'lr': 3.* on the first"):
        try_rows(broken.spoiled_explorer(broken.RAISES_IN_A_CORNER))
