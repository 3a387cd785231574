"""What the latency benchmark says of its numbers; they themselves need a browser."""

import numpy as np
import pytest

from benchmarks import latency, latency_report
from benchmarks.latency_report import AHEAD, CHANGED, WHOLE, misses, text, why
from benchmarks.report import README, machine
from course_lib.lessons.catalogue import EXPLORERS

pytestmark = pytest.mark.tools

DRAG = dict(rate=20.0, gap=50.0, after=30.0, cpu=0.3)
FILL = dict(positions=7, of=9, left=2, sent=2e6, kept=5e6, ten=200.0, all=None, cpu=0.5)

WHOLLY = dict(positions=9, left=0)


def way(*press):
    return dict(press=list(press), kB=[30.0], cpu=[9.0], drags=[DRAG])


def page(ahead):
    ways = {WHOLE: way(50.0, 60.0), CHANGED: way(20.0, 30.0), AHEAD: way(*ahead)}
    return {"ways": ways, "fills": [FILL]}


def row(**changes):
    measured = dict(explorer="race", slider="κ", why="", kernel=[20.0], ahead=[5.0], cpu=9.0, kB=30)
    return {**measured, **FILL, "cpu": 9.0, **changes}


def test_a_page_tells_its_goals_and_what_it_missed():
    pages = {"one figure": page([5.0, 6.0]), "notebook 04": page([9.0, 40.0])}
    assert misses(pages) == [
        "notebook 04, drawn ahead, median: 24 ms, the goal is 8 ms",
        "notebook 04, drawn ahead, p95: 38 ms, the goal is 17 ms",
    ]
    said = text({"pages": {**pages, "machine": machine()}})
    assert said.count("| one figure |") == said.count("| notebook 04 |") == 3
    assert "10 pictures were there after 0.20 s: 2.0 MB sent, 5.0 MB kept" in said
    lines = [line for line in said.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in lines}) == 1


def test_each_explorer_has_a_row_and_the_slow_ones_a_reason():
    rows = [
        row(),
        row(explorer="busy", kernel=[50.0], **WHOLLY),
        row(explorer="far", kernel=[50.0], kB=500.0),
        row(explorer="long", kernel=[50.0], cpu=40.0, ahead=[19.0]),
        {k: v for k, v in row(explorer="moves", why="it moves others").items() if k != "ahead"},
        dict(explorer="map", slider="", why="no slider"),
    ]
    said = text({"notebooks": {"19": {"rows": rows, "load": 1.5}}})
    assert "Not in the table: map (no slider)." in said
    assert said.count("\n| 19 ") == 5
    lines = [line for line in said.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in lines}) == 1
    assert "- 19 race" not in said, "as fast as it should be"
    assert "500 kB a press" in why(rows[2])
    assert why(rows[3]).startswith("50 / 50 ms, of which the kernel computes 40; ")
    assert "19 / 19 ms ahead" in why(rows[3])
    assert "next frame): 19 busy." in said


def test_every_explorer_of_the_course_is_measured():
    made = [name for path in latency.notebooks().values() for name in latency.made(path)]
    assert sorted(made) == sorted(name.split(".")[1] for name in EXPLORERS)
    assert latency.EXPLORER in latency.made(latency.notebooks()[latency.CHAPTER])


def test_the_section_has_marks_and_numbers_are_rounded():
    stored = README.read_text("utf-8")
    assert stored.count(latency.START) == stored.count(latency.END) == 1
    log = {"a": [{"b": np.pi}, "c", 2]}
    assert latency_report.rounded(log) == {"a": [{"b": 3.14}, "c", 2]}
