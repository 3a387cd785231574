"""A notebook broken on purpose: nbval and the sweep over the explorers must reject it."""

import json
import re

import pytest

from tests.explorers.test_catalogue import test_every_control_swept_over_its_range as sweep
from tests.notebooks import broken
from tests.notebooks.support import nbval

sweep.__test__ = False  # called here on explorers of our own


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """The good notebook with its outputs, in its short form and with a cell that moves a slider."""
    folder, made = tmp_path_factory.mktemp("broken"), {}
    for moved in (False, True):
        path = broken.notebook(folder / f"good-{moved}.ipynb", moved=moved)
        result = nbval(path, "--record")
        assert result.returncode == 0, result.stdout
        made[moved] = path
    return made


def with_spoiled_code(path, spoil, to):
    """A copy with the recorded outputs of the good notebook, but the code of a broken one."""
    nb = json.loads(path.read_text(encoding="utf-8"))
    source = "".join(nb["cells"][2]["source"])
    assert source == broken.EXPLORER.format(spoil=broken.FINE)
    nb["cells"][2]["source"] = broken.EXPLORER.format(spoil=spoil)
    to.write_text(json.dumps(nb), encoding="utf-8")
    return to


def test_the_good_notebook_passes_nbval(recorded):
    result = nbval(recorded[True])
    assert result.returncode == 0, result.stdout
    assert "4 passed" in result.stdout


def test_nbval_rejects_a_wrong_number_in_a_figure(recorded, tmp_path):
    result = nbval(
        with_spoiled_code(recorded[False], broken.WRONG_NUMBER, tmp_path / "wrong.ipynb")
    )
    assert result.returncode == 1
    assert "2 failed, 1 passed" in result.stdout, "the explorer's cell and the figure after it"
    assert result.stdout.count("Cell outputs differ") == 2
    assert "mismatch 'text/plain'" in result.stdout


def test_running_alone_cannot_see_what_breaks_off_its_default(recorded, tmp_path):
    path = with_spoiled_code(recorded[False], broken.RAISES_OFF_DEFAULT, tmp_path / "still.ipynb")
    assert nbval(path).returncode == 0, "this is why explorers are swept, and moved in a browser"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (broken.RAISES_OFF_DEFAULT, r"ValueError\W.*off its default"),
        (broken.WRONG_OFF_DEFAULT, "Cell outputs differ"),
    ],
)
def test_nbval_rejects_it_where_a_cell_moves_the_control(recorded, tmp_path, spoil, says):
    result = nbval(with_spoiled_code(recorded[True], spoil, tmp_path / "moved.ipynb"))
    assert result.returncode == 1
    assert "1 failed, 3 passed" in result.stdout
    assert re.search(says, result.stdout)


def test_the_sweep_accepts_the_good_explorer():
    sweep(broken.spoiled_explorer(broken.FINE))


def test_the_sweep_rejects_what_raises_off_its_default():
    with pytest.raises(ValueError, match="off its default"):
        sweep(broken.spoiled_explorer(broken.RAISES_OFF_DEFAULT))
