"""The benchmark measures explorers of each kind and fills its table; no time is asserted."""

import json

import pytest

from benchmarks import report
from benchmarks.measure import CountingComm, Interact, Sweep, measure
from course_lib.lessons.catalogue import EXPLORERS
from tests.explorers.toy import toy_explorer

pytestmark = pytest.mark.tools


def tame_explorer():
    """The toy without the heights that it refuses."""
    explorer = toy_explorer()
    explorer.controls["height"].max = 3.0
    return explorer


# Players, sliders, clicks; a choice in one, a text in the other.
SAMPLE = {"toy": tame_explorer, "typed_formula": EXPLORERS["backprop_gates.typed_formula"]}


@pytest.fixture(scope="module")
def sweeps():
    return {name: measure(make, count=2, rounds=1) for name, make in SAMPLE.items()}


def test_every_explorer_measured_has_a_row_of_positive_numbers(sweeps):
    for name, found in sweeps.items():
        row = report.row(name, found)
        for value in (
            row.moves,
            row.median,
            row.p95,
            row.cpu,
            row.kilobytes,
            row.interact,
            row.ratio,
        ):
            assert value > 0, (name, row)
        assert row.ratio == pytest.approx(row.interact / row.median)
        assert row.median <= row.p95
    text = report.table([report.row(n, s) for n, s in sweeps.items()], report.machine())
    for name in SAMPLE:
        (line,) = [line for line in text.splitlines() if line.startswith(f"| {name} |")]
        assert line.count("|") == report.HEAD.splitlines()[0].count("|")


def test_every_control_was_swept(sweeps):
    for name, found in sweeps.items():
        explorer = SAMPLE[name]()
        names = list(explorer.values.keys() & explorer.controls.keys())
        swept = {*names, *(["player"] if explorer.player else [])}
        assert {s.control for s in found} - {"pointer"} == swept
        assert ("pointer" in {s.control for s in found}) <= explorer.live.clicks


def test_what_is_sent_holds_at_least_the_picture(sweeps):
    sent = [n for sweep in sweeps["toy"] if sweep.dragged for n in sweep.sent]
    assert max(sent) > len(toy_explorer().live.frame) / 2
    assert CountingComm.take_bytes() == 0


def test_the_peer_draws_the_explorers_present_scene():
    explorer, seen = toy_explorer(), []
    explorer.set(height=2.5, t=3)
    peer = Interact(explorer)

    class Spy(peer.View):
        def show(self, run, t):
            super().show(run, t)
            seen.append((float(run.curve[-1]), t))

    peer.View = Spy
    assert len(peer()) > 1000
    assert seen == [(2.5, 3)]


SLOW = Sweep("lr", True, (20.0, 30.0), (19.0, 21.0), (60.0, 90.0), (1000, 3000))
FAST = Sweep("lr", True, (5.0, 5.0), (4.0, 4.0), (100.0, 100.0), (1000, 1000))
CHOICE = Sweep("f", False, (80.0,), (70.0,), (100.0,), (1000,))


def test_misses_are_told_plainly():
    slow, fast = report.row("slow", [SLOW, CHOICE]), report.row("fast", [FAST])
    assert (slow.median, slow.cpu, slow.ratio, slow.choice) == (25.0, 20.0, 3.0, 80.0)
    assert report.misses([slow, fast]) == [
        "slow: 25.0 ms an update, the goal is 16 ms",
        "slow: 3.0 times faster than interact, the goal is 8 times",
    ]
    assert report.misses([fast]) == []


def test_choices_count_where_nothing_is_dragged():
    assert report.row("map", [CHOICE]).median == 80.0


def test_a_section_changes_what_is_between_its_marks_only(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("before\n<a>\nold\n<b>\nafter\n<c>\nother\n<d>\n")
    for _ in range(2):
        report.section("new", "<a>", "<b>", readme)
    assert readme.read_text() == "before\n<a>\n\nnew\n\n<b>\nafter\n<c>\nother\n<d>\n"


def test_the_table_goes_between_its_marks_and_the_log_beside_it(tmp_path):
    readme, log = tmp_path / "README.md", tmp_path / "results.json"
    readme.write_text(f"before\n{report.START}\nold\n{report.END}\nafter\n")
    log.write_text('{"machine": {}, "latency": {"pages": 1}}')
    rows, facts = [report.row("fast", [FAST])], report.machine()
    for _ in range(2):
        report.write(report.table(rows, facts), report.as_log({"fast": [FAST]}, facts), readme, log)
    text = readme.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert text.count("| fast |") == 1
    stored = json.loads(log.read_text())
    assert stored["explorers"]["fast"][0]["update"] == [5.0, 5.0]
    assert stored["latency"] == {"pages": 1}, "what others have measured stays"
    assert {"cpus", "python", "packages", "load"} <= set(stored["machine"])


def test_the_stored_table_has_marks():
    text = report.README.read_text("utf-8")
    assert text.count(report.START) == text.count(report.END) == 1
