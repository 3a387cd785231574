"""Is everything here that the course needs? Verdicts for a table, and what to do about a ✗."""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass
from html import escape
from importlib.metadata import PackageNotFoundError, requires, version

import anywidget
import traitlets as tr
from matplotlib import font_manager

from course_lib.datasets.files import folders

PYTHON = (3, 11)
FONT = "DejaVu Sans"
AGAIN = "run `make lab` in a terminal: it brings every package up to date"


@dataclass(frozen=True)
class Finding:
    """One row: what was looked at, whether it is well, and if not, what to do."""

    what: str
    well: bool
    verdict: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f"; {self.remedy}" if not self.well else ""
        return f"{'✓' if self.well else '✗'} {self.what}: {self.verdict}{remedy}"


@dataclass(frozen=True)
class Environment:
    """All findings, without numbers of this machine: one line to unfold if all are well.

    Otherwise a table whose first rows are what needs help.
    """

    findings: tuple[Finding, ...]

    @property
    def well(self) -> bool:
        return all(f.well for f in self.findings)

    def __repr__(self) -> str:
        return "\n".join([self._verdict(), *(str(f) for f in self.findings if not f.well)])

    def _repr_html_(self) -> str:
        rows = "".join(map(_html_row, sorted(self.findings, key=lambda f: f.well)))
        table = (
            "<table><thead><tr><th></th><th style='text-align:left'>looked at</th>"
            "<th style='text-align:left'>found</th><th style='text-align:left'>what to do</th>"
            f"</tr></thead><tbody>{rows}</tbody></table>"
        )
        opened = "" if self.well else " open"
        return f"<details{opened}><summary>{self._verdict()}</summary>{table}</details>"

    def _verdict(self) -> str:
        count, bad = len(self.findings), sum(not f.well for f in self.findings)
        if bad:
            return f"✗ {bad} of {count} things need your help"
        return f"✓ everything is here: {count} things looked at; course {version('course_lib')}"


def _html_row(f: Finding) -> str:
    colour = "#00855f" if f.well else "#d55e00"
    cells = (f.what, f.verdict, "" if f.well else f.remedy)
    text = "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in cells)
    return (
        f"<tr><td style='color:{colour};font-weight:bold'>{'✓' if f.well else '✗'}</td>{text}</tr>"
    )


def check_environment() -> Environment:
    """Look at Python, the packages, the font of the figures and every file of data/."""
    return Environment((check_python(), *check_packages(), check_font(), *check_data()))


def check_python(running=sys.version_info) -> Finding:
    """Python itself, against the oldest one that the course supports."""
    least = ".".join(map(str, PYTHON))
    well = tuple(running[:2]) >= PYTHON
    remedy = f"name a newer one: `PYTHON=/path/to/python{least} make lab`"
    return Finding(f"Python {least} or later", well, _age(well), remedy)


def check_packages(wanted=None) -> tuple[Finding, ...]:
    """Every package that the library asks for, such as ``numpy>=2.1``."""
    wanted = requires("course_lib") or [] if wanted is None else wanted
    pairs = [re.match(r"([\w.-]+)>=([\d.]+)$", line) for line in wanted if ";" not in line]
    return tuple(_package(*pair.groups()) for pair in pairs if pair)


def _package(name: str, least: str) -> Finding:
    what = f"{name} {least} or later"
    try:
        found = version(name)
    except PackageNotFoundError:
        return Finding(what, False, "missing", AGAIN)
    well = _numbers(found) >= _numbers(least)
    return Finding(what, well, _age(well), AGAIN)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.match(r"\d+(?:\.\d+)*", text).group().split(".")))


def _age(well: bool) -> str:
    return "new enough" if well else "too old"


def check_font(name: str = FONT) -> Finding:
    """The font of the figures, which comes with matplotlib."""
    try:
        font_manager.findfont(name, fallback_to_default=False)
    except ValueError:
        return Finding(f"font {name}", False, "missing", "install matplotlib again: " + AGAIN)
    return Finding(f"font {name}", True, "found")


def check_data(folder=None) -> tuple[Finding, ...]:
    """Every file of data/ against the checksum in its README."""
    if folder is None:
        folder = next((f for f in folders() if f.is_dir()), folders()[0])
    try:
        rows = published(folder.joinpath("README.md").read_text("utf-8"))
    except OSError:
        return (Finding("data/", False, "missing", "get it again: `git checkout -- data`"),)
    return tuple(_data_file(folder.joinpath(name), name, sha) for name, sha in rows)


def published(readme: str) -> list[tuple[str, str]]:
    """Names and SHA-256 checksums in the table of data/README.md."""
    return re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", readme, re.MULTILINE)


def _data_file(path, name: str, checksum: str) -> Finding:
    remedy = f"get it again: `git checkout -- data/{name}`"
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return Finding(f"data/{name}", False, "missing", remedy)
    except OSError:
        remedy = f"give yourself the right to read it: `chmod -R u+rX data`; or {remedy}"
        return Finding(f"data/{name}", False, "cannot be read", remedy)
    well = found == checksum
    return Finding(f"data/{name}", well, "as published" if well else "damaged", remedy)


class FrontEnd(anywidget.AnyWidget):
    """A line that the browser writes: it is ✓ once browser and kernel have talked.

    Where widgets do not work at all, the text form is what remains, and says so.
    """

    _esm = """
    function render({ model, el }) {
      const line = document.createElement('div');
      line.className = 'course-caption';
      el.append(line);
      const say = text => { line.textContent = text; };
      say('○ the browser shows widgets; waiting for the kernel …');
      const late = setTimeout(
        () => say('✗ the kernel does not answer: choose Kernel → Restart, run this cell again'),
        10000);
      const answered = () => {
        clearTimeout(late);
        say('✓ sliders work: browser and kernel answer each other');
      };
      model.on('change:pong', answered);
      model.set('ping', model.get('ping') + 1);
      model.save_changes();
      return () => { clearTimeout(late); model.off('change:pong', answered); };
    }
    export default { render };
    """
    ping = tr.Int(0).tag(sync=True)
    pong = tr.Int(0).tag(sync=True)

    @tr.observe("ping")
    def _answer(self, change) -> None:
        self.pong = change.new

    def __repr__(self) -> str:
        return ("✗ widgets are not shown here: open this notebook in JupyterLab by `make lab`, "
                "and run this cell there")  # fmt: skip
