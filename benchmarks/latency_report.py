"""From measured presses and drags to a section of the README."""

from __future__ import annotations

import numpy as np

from benchmarks.report import UPDATE_MS, machine_told, misses_told

START = "<!-- latency: written by python -m benchmarks.latency -->"
END = "<!-- latency: end -->"
WHOLE, CHANGED, AHEAD = "whole pictures", "changed pixels", "drawn ahead"
KERNEL_P95, AHEAD_MEDIAN, AHEAD_P95 = 33, 8, 17  # ms, on a quiet machine
MUCH = 200  # kB a press

PAGES = """\
| page | way | key to pixels: median | p95 | drag: pictures/s | largest gap | after release | kB a press | kernel, ms a press |
|---|---|---:|---:|---:|---:|---:|---:|---:|"""  # noqa: E501
EXPLORERS = """\
| explorer | slider | kernel: median | p95 | ahead: median | p95 | positions | kB each | MB kept | kernel, ms a press | kB a press |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"""  # noqa: E501


def rounded(value):
    """What was measured, to what a clock can tell."""
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return round(value, 2) if isinstance(value, float) else value


def text(log: dict) -> str:
    """The Markdown between the marks, of the parts that have been measured."""
    parts = []
    if pages := log.get("pages"):
        parts += [_pages(pages), ""]
    if notebooks := log.get("notebooks"):
        parts += [_table(notebooks), ""]
    return "\n".join(parts).rstrip()


def _pair(times) -> tuple[float, float]:
    return tuple(np.percentile(times, [50, 95]))


def _median(dicts, key: str) -> float:
    return float(np.median([d[key] for d in dicts]))


# ---- one slider in three ways -------------------------------------------------------------------


def _pages(pages: dict) -> str:
    facts = pages["machine"]
    measured = {name: page for name, page in pages.items() if name != "machine"}
    lines = [PAGES]
    for name, page in measured.items():
        for way, found in page["ways"].items():
            median, p95 = _pair(found["press"])
            drags = found["drags"]
            lines.append(
                f"| {name} | {way} | {median:.1f} | {p95:.1f} | {_median(drags, 'rate'):.0f} "
                f"| {_median(drags, 'gap'):.0f} | {_median(drags, 'after'):.0f} "
                f"| {np.median(found['kB']):.0f} | {np.median(found['cpu']):.1f} |"
            )
    lines.append("")
    for name, page in measured.items():
        fill = page["fills"][-1]
        lines.append(
            f"On {name}, {_came(page['fills'])}: {fill['sent'] / 1e6:.1f} MB sent, "
            f"{fill['kept'] / 1e6:.1f} MB kept, {_median(page['fills'], 'cpu'):.1f} s of the "
            f"kernel's processor time."
        )
    found = next(iter(measured.values()))["ways"][WHOLE]
    count, drags = len(found["press"]), len(found["drags"])
    lines += [
        "",
        f"The step size of the car regression: {count} presses and {drags} drags a row, in turn. "
        + machine_told(facts),
        "",
        *misses_told(misses(measured)),
    ]
    return "\n".join(lines)


def _came(fills: list[dict]) -> str:
    """When the pictures of a slider were there that was reached for."""
    positions = f"{fills[-1]['positions']} of {fills[-1]['of']} positions"
    tens, whole = ([f[key] for f in fills if f[key] is not None] for key in ("ten", "all"))
    ten = f"10 pictures were there after {np.median(tens) / 1e3:.2f} s" if tens else "few came"
    return f"{ten}, {positions} after {np.median(whole) / 1e3:.1f} s" if whole else ten


# ---- every explorer -----------------------------------------------------------------------------


def _rows(notebooks: dict) -> list[dict]:
    return [{**row, "of notebook": n} for n, part in sorted(notebooks.items())
            for row in part["rows"]]  # fmt: skip


def _table(notebooks: dict) -> str:
    rows = _rows(notebooks)
    still = [row for row in rows if "kernel" not in row]
    lines = [EXPLORERS, *(_line(row) for row in rows if "kernel" in row), ""]
    if still:
        names = "; ".join(f"{row['explorer']} ({row['why']})" for row in still)
        lines += [f"Not in the table: {names}.", ""]
    slow = [row for row in rows if is_slow(row)]
    if own := [f"- {_name(row)}: {reason}" for row in slow if (reason := why(row))]:
        lines += ["What is slower than the goals, and why:", "", *own, ""]
    if others := [_name(row) for row in slow if not why(row)]:
        lines += [
            f"Over {KERNEL_P95} ms for no reason of their own (the kernel computes less than "
            f"{UPDATE_MS:g} ms and sends less than {MUCH} kB; the rest is the way between the "
            f"processes, and the screen's next frame): {', '.join(others)}.",
            "",
        ]
    loads = [part["load"] for part in notebooks.values()]
    return "\n".join([*lines, f"Load {min(loads):g} to {max(loads):g} at the ends of notebooks."])


def _name(row: dict) -> str:
    return f"{row['of notebook']} {row['explorer']}"


def _line(row: dict) -> str:
    median, p95 = _pair(row["kernel"])
    cells = [_name(row), row["slider"].replace("|", "\\|"), f"{median:.0f}", f"{p95:.0f}"]
    if "ahead" in row:
        median, p95 = _pair(row["ahead"])
        each = row["kept"] / 1e3 / max(row["positions"], 1)
        cells += [f"{median:.0f}", f"{p95:.0f}", f"{row['positions']} of {row['of']}"]
        cells += [f"{each:.0f}", f"{row['kept'] / 1e6:.1f}"]
    else:
        cells += ["", "", row["why"], "", ""]
    cells += [f"{row['cpu']:.0f}", f"{row['kB']:.0f}"]
    return f"| {' | '.join(cells)} |"


def is_slow(row: dict) -> bool:
    """Whether one of the goals is missed."""
    if "kernel" not in row:
        return False
    late = "ahead" in row and not _soon(row["ahead"])
    return late or _pair(row["kernel"])[1] > KERNEL_P95


def _soon(times) -> bool:
    """Whether they are in the frame of the key: where in a frame it falls is chance in a few."""
    return _pair(times)[1] <= AHEAD_P95


def why(row: dict) -> str:
    """What makes it slow, from what was measured of it; empty if that is nothing of its own."""
    median, p95 = _pair(row["kernel"])
    found = []
    if p95 > KERNEL_P95 and row["cpu"] >= UPDATE_MS:
        found.append(f"{median:.0f} / {p95:.0f} ms, of which the kernel computes {row['cpu']:.0f}")
    if p95 > KERNEL_P95 and row["kB"] > MUCH:
        found.append(f"{row['kB']:.0f} kB a press, as most of the picture changes")
    if "ahead" not in row:
        return "; ".join([*found, f"not drawn ahead: {row['why']}"])
    if row["positions"] < row["of"]:
        found.append(f"{row['positions']} of {row['of']} positions ahead")
    if not _soon(row["ahead"]):
        median, p95 = _pair(row["ahead"])
        found.append(f"{median:.0f} / {p95:.0f} ms ahead")
    return "; ".join(found)


# ---- goals --------------------------------------------------------------------------------------


def misses(pages: dict) -> list[str]:
    """The goals that the pages did not reach, as sentences; those of the table stand with it."""
    found = []
    for name, page in pages.items():
        kernel, (median, p95) = (_pair(page["ways"][way]["press"]) for way in (CHANGED, AHEAD))
        for what, got, goal in (
            ("changed pixels, p95", kernel[1], KERNEL_P95),
            ("drawn ahead, median", median, AHEAD_MEDIAN),
            ("drawn ahead, p95", p95, AHEAD_P95),
        ):
            if got > goal:
                found.append(f"{name}, {what}: {got:.0f} ms, the goal is {goal} ms")
    return found
