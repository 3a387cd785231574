"""The environment check sees what is wrong, says what to do, and tells no machine's numbers."""

import re
from pathlib import Path

import pytest

from course_lib import __version__
from course_lib.datasets.files import FILES
from course_lib.explorers.environment import (
    Environment,
    FrontEnd,
    check_data,
    check_environment,
    check_font,
    check_packages,
    check_python,
    published,
)

DATA = Path(__file__).parents[2] / "data"


def test_here_all_is_well_and_no_version_but_the_courses_is_told():
    found = check_environment()
    assert found.well
    count = len(found.findings)
    assert repr(found) == f"✓ everything is here: {count} things looked at; course {__version__}"
    from importlib.metadata import version

    for name in ("numpy", "matplotlib", "ipywidgets"):
        assert version(name) not in found._repr_html_()
        assert any(name in f.what for f in found.findings)


def test_an_old_python():
    assert check_python((3, 11, 0)).well
    old = check_python((3, 10, 9))
    assert str(old).startswith("✗ Python 3.11 or later: too old; name a newer one")


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("numpy>=1.0", "new enough"), ("numpy>=99", "too old"), ("numpy>=2.99.1", "too old"),
        ("no-such-package>=1", "missing"),
    ],
)  # fmt: skip
def test_packages(line, verdict):
    (found,) = check_packages([line])
    assert found.verdict == verdict
    assert found.well == (verdict == "new enough")
    assert "make lab" in found.remedy


def test_extras_are_not_asked_for():
    assert check_packages(["sphinx>=99 ; extra == 'docs'"]) == ()


def test_every_package_of_the_project_is_asked_for():
    text = (DATA.parent / "pyproject.toml").read_text("utf-8")
    block = re.search(r"dependencies = \[(.*?)\]", text, re.S)[1]
    wanted = re.findall(r'"([^"]+)>=', block)
    assert [f.what.split()[0] for f in check_packages()] == wanted


def test_a_font_that_is_not_there(monkeypatch):
    assert check_font().well
    assert check_font("No Such Font").verdict == "missing"


@pytest.fixture
def copy(tmp_path):
    (tmp_path / "README.md").write_bytes((DATA / "README.md").read_bytes())
    for name in ("zoo.csv", "penguins.csv"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    return tmp_path


def test_missing_and_damaged_data(copy):
    damaged = (copy / "zoo.csv").read_bytes()
    (copy / "zoo.csv").write_bytes(damaged[:-1] + b"!")
    found = {f.what: f for f in check_data(copy)}
    assert found["data/penguins.csv"].well
    assert str(found["data/zoo.csv"]) == (
        "✗ data/zoo.csv: damaged; get it again: `git checkout -- data/zoo.csv`"
    )
    assert found["data/spambase.npz"].verdict == "missing"
    assert not Environment(tuple(found.values())).well
    told = repr(Environment(tuple(found.values()))).splitlines()
    assert told[0] == f"✗ {len(told) - 1} of {len(found)} things need your help"
    assert len(told) == len(found)  # a headline, and every file but one
    assert not any("penguins" in line for line in told)


def test_data_that_cannot_be_read(copy):
    (copy / "zoo.csv").unlink()
    (copy / "zoo.csv").mkdir()  # root reads every file, but no folder as one
    found = {f.what: f for f in check_data(copy)}
    assert found["data/zoo.csv"].verdict == "cannot be read"
    assert "chmod -R u+rX data" in str(found["data/zoo.csv"])


def test_no_data_at_all(tmp_path):
    (found,) = check_data(tmp_path)
    assert (found.well, found.verdict) == (False, "missing")


def test_every_file_of_data_is_looked_at():
    there = {p.name for p in DATA.iterdir() if p.is_file() and p.suffix != ".md"}
    rows = dict(published((DATA / "README.md").read_text("utf-8")))
    assert set(rows) == there
    for name, about in FILES.items():
        assert rows[name] == about.sha256


def test_the_table_shows_verdicts_and_remedies():
    html = Environment(check_packages(["numpy>=1", "numpy>=99"]))._repr_html_()
    assert html.count("<tr>") == 3
    assert html.count("make lab") == 1
    assert html.index("numpy 99") < html.index("numpy 1 "), "what needs help comes first"


def test_the_table_is_folded_away_when_all_is_well():
    fine, bad = (Environment(check_packages([f"numpy>={n}"]))._repr_html_() for n in (1, 99))
    assert fine.startswith("<details><summary>✓")
    assert bad.startswith("<details open><summary>✗")


def test_the_front_end_gets_an_answer():
    line = FrontEnd()
    line.ping = 3
    assert line.pong == 3
    assert repr(line).startswith("✗ widgets are not shown here")
