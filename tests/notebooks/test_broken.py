"""A notebook broken on purpose: nbval and the sweep over the explorers must reject it."""

import re

import pytest

from tests.explorers.test_catalogue import sweep, try_rows
from tests.notebooks import broken
from tests.notebooks.conftest import SPOILS
from tests.notebooks.support import verdicts

pytestmark = pytest.mark.tools


@pytest.fixture
def outcome(rounds):
    """nbval on the good notebook, and on a broken one with its outputs."""
    return rounds.compared


@pytest.fixture
def cells(outcome):
    """The verdicts on each broken explorer: its cell, a figure's, and one that moves the slider."""
    setup, *cells = verdicts(outcome)["bad"]
    assert setup == "."
    return {spoil: "".join(cells[3 * k : 3 * k + 3]) for k, spoil in enumerate(SPOILS)}


def test_nbval_passes_the_good_notebook(outcome):
    assert verdicts(outcome)["good"] == "...."


def test_nbval_rejects_a_wrong_number_in_a_figure(cells):
    assert cells[broken.WRONG_NUMBER] == "FFF", "the explorer, the figure after it, and moved"


def test_running_alone_cannot_see_what_raises_off_its_default(cells):
    assert cells[broken.RAISES_OFF_DEFAULT][:2] == "..", "so explorers are swept, and moved by hand"


def test_nbval_rejects_it_where_a_cell_moves_the_control(cells):
    assert cells[broken.RAISES_OFF_DEFAULT] == "..F"
    assert cells[broken.WRONG_OFF_DEFAULT] == "..F"


def test_nbval_rejects_for_the_right_reasons(outcome):
    failed = sum(cells.count("F") for cells in verdicts(outcome).values())
    assert outcome.stdout.count("Cell outputs differ") == failed - 2
    assert "the picture is not the stored one" in outcome.stdout
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


def test_the_sweep_rejects_what_raises_at_one_tick():
    with pytest.raises(Exception, match="at one tick"):
        sweep(broken.spoiled_explorer(broken.RAISES_AT_ONE_TICK))


def test_the_rows_see_what_takes_two_controls_and_name_them():
    sweep(broken.spoiled_explorer(broken.RAISES_IN_A_CORNER))
    with pytest.raises(AssertionError, match=r"fails with .*'function': .*'lr': 3.* on the first"):
        try_rows(broken.spoiled_explorer(broken.RAISES_IN_A_CORNER))
