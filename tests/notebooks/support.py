"""Small notebooks made at test time, and nbval run on them in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat

from tests.notebooks.recorder import KERNELSPEC

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"


def write_notebook(path: Path, *cells: str) -> Path:
    """A notebook with these cells; a source that starts with ``#`` and a space is Markdown."""
    make = nbformat.v4
    nb = make.new_notebook(metadata={"kernelspec": KERNELSPEC})  # without it, Lab would ask
    for source in cells:
        text = source.startswith("# ")
        nb.cells.append((make.new_markdown_cell if text else make.new_code_cell)(source))
    nbformat.write(nb, path)
    return path


def nbval(*arguments: Path | str) -> subprocess.CompletedProcess:
    """nbval on notebooks of one folder with the project's options; ``returncode`` 0 if all pass.

    ``stdout`` names every cell with PASSED or FAILED.
    """
    # On a CI service pytest repeats each failure's whole text in its closing lines.
    environment = {k: v for k, v in os.environ.items() if k not in ("CI", "BUILD_NUMBER")}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # nbval is the one plugin needed
    folder = next(argument for argument in arguments if isinstance(argument, Path)).parent
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.notebooks.lean",
        "-p",
        "nbval.plugin",
        "-p",
        "tests.notebooks.recorder",
    ]
    command += ["-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(folder)]
    command += ["--color=no", "-q", "-rA", "--nbval", "--nbval-current-env"]
    command += ["--nbval-cell-timeout", "120", "--nbval-sanitize-with"]
    command += [str(ROOT / "tests/notebooks/sanitize.cfg"), *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )


def verdicts(result: subprocess.CompletedProcess) -> dict[str, str]:
    """For each notebook that nbval ran, "." or "F" for each of its cells: ``{"a": "..F"}``."""
    found: dict[str, str] = {}
    pattern = r"^(PASSED|FAILED) \S*?(\w+)\.ipynb::Cell (\d+)"
    for verdict, name, _ in sorted(
        re.findall(pattern, result.stdout, re.M), key=lambda line: int(line[2])
    ):
        found[name] = found.get(name, "") + (".F"[verdict == "FAILED"])
    return found
