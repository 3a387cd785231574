"""From measured sweeps to a table, a log and the goals that were missed."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.measure import Sweep

HERE = Path(__file__).parent
README, LOG = HERE / "README.md", HERE / "results.json"
START, END = "<!-- table: written by `make bench` -->", "<!-- end of the table -->"
PACKAGES = ("numpy", "scipy", "matplotlib", "ipywidgets", "anywidget", "jupyterlab")

UPDATE_MS, TIMES_FASTER = 16.0, 8.0

HEAD = """\
| explorer | moved | update: median | p95 | CPU | slowest drag | a choice | kB sent | interact | faster |
|---|---:|---:|---:|---:|---|---:|---:|---:|---:|"""  # noqa: E501


@dataclass(frozen=True)
class Row:
    """One explorer in the table; times in ms, over all its dragged controls.

    ``choice`` is the median over choices, check boxes and sliders that wait until they are let
    go, 0 where there are none. An explorer without anything to drag is measured by its choices.
    """

    explorer: str
    moves: int
    median: float
    p95: float
    cpu: float
    slowest: str
    slowest_median: float
    choice: float
    kilobytes: float
    interact: float
    ratio: float

    def __str__(self) -> str:
        choice = f"{self.choice:.0f}" if self.choice else ""
        return (
            f"| {self.explorer} | {self.moves} | {self.median:.1f} | {self.p95:.1f} "
            f"| {self.cpu:.1f} | {self.slowest} {self.slowest_median:.1f} | {choice} "
            f"| {self.kilobytes:.0f} | {self.interact:.0f} | {self.ratio:.1f} × |"
        )


def row(name: str, sweeps: list[Sweep]) -> Row:
    """Sum up the sweeps of one explorer."""
    dragged, chosen = ([s for s in sweeps if s.dragged is d] for d in (True, False))
    counted = dragged or chosen
    update, cpu, interact, sent = (
        np.concatenate([getattr(s, kind) for s in counted])
        for kind in ("update", "cpu", "interact", "sent")
    )
    slowest = max(counted, key=lambda s: np.median(s.update))
    return Row(
        explorer=name,
        moves=update.size,
        median=float(np.median(update)),
        p95=float(np.percentile(update, 95)),
        cpu=float(np.median(cpu)),
        slowest=slowest.control,
        slowest_median=float(np.median(slowest.update)),
        choice=float(np.median(np.concatenate([s.update for s in chosen]))) if chosen else 0.0,
        kilobytes=float(np.median(sent)) / 1e3,
        interact=float(np.median(interact)),
        ratio=float(np.median(interact) / np.median(update)),
    )


def misses(rows: list[Row]) -> list[str]:
    """The goals that were not reached, as sentences."""
    found = []
    for r in rows:
        if r.median > UPDATE_MS:
            found.append(f"{r.explorer}: {r.median:.1f} ms an update, the goal is {UPDATE_MS:g} ms")
        if r.ratio < TIMES_FASTER:
            found.append(
                f"{r.explorer}: {r.ratio:.1f} times faster than interact, the goal is "
                f"{TIMES_FASTER:g} times"
            )
    return found


def machine() -> dict:
    """What the numbers depend on; no names of hosts or paths."""
    return {
        "cpus": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "load": [round(load, 1) for load in os.getloadavg()],
    }


def table(rows: list[Row], facts: dict) -> str:
    """The Markdown between the marks of the README."""
    lines = [HEAD, *map(str, rows), "", machine_told(facts), "", *misses_told(misses(rows))]
    return "\n".join(lines)


def machine_told(facts: dict) -> str:
    """The sentence on what the numbers depend on."""
    packages = ", ".join(f"{name} {v}" for name, v in facts["packages"].items())
    return (
        f"{facts['cpus']} CPUs ({facts['architecture']}, {facts['system']}), "
        f"load {facts['load'][0]:g} at the end, Python {facts['python']}, {packages}."
    )


def misses_told(missed: list[str]) -> list[str]:
    """Lines of Markdown on the goals that were not reached."""
    if not missed:
        return ["Every goal was reached in this run."]
    return ["**Goals missed in this run:**", "", *(f"- {m}" for m in missed)]


def section(text: str, start: str, end: str, readme: Path = README) -> None:
    """Put a text between two marks of the README, and leave the rest alone."""
    before, rest = readme.read_text("utf-8").split(start)
    after = rest.split(end)[1]
    readme.write_text(f"{before}{start}\n\n{text}\n\n{end}{after}", "utf-8")


def write(text: str, log: dict, readme: Path = README, log_path: Path = LOG) -> None:
    """Put the table between its marks, and the log beside it."""
    section(text, START, END, readme)
    store(log, log_path)


def stored(log_path: Path = LOG) -> dict:
    """All that has been measured and logged."""
    return json.loads(log_path.read_text("utf-8")) if log_path.exists() else {}


def store(log: dict, log_path: Path = LOG) -> None:
    """Put these parts into the log; the others stay."""
    log = stored(log_path) | log
    log_path.write_text(json.dumps(log, indent=1, ensure_ascii=False) + "\n", "utf-8")


def as_log(sweeps: dict[str, list[Sweep]], facts: dict) -> dict:
    """Everything measured, rounded to what a clock can tell."""

    def rounded(s):
        return {k: [round(v, 2) for v in x] if isinstance(x, tuple) else x
                for k, x in asdict(s).items()}  # fmt: skip

    return {
        "machine": facts,
        "unit": "ms, bytes",
        "explorers": {name: [rounded(s) for s in found] for name, found in sweeps.items()},
    }
