"""Small notebooks made at test time, and nbval run on them in a process of its own."""

from __future__ import annotations

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


def nbval(path: Path, *options: str) -> subprocess.CompletedProcess:
    """nbval on one notebook with the project's options; ``returncode`` 0 when it passes."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.notebooks.recorder",
        "-p",
        "no:cacheprovider",
    ]
    command += ["-c", "/dev/null", "--rootdir", str(path.parent), "--color=no", "-q", "--nbval"]
    command += ["--nbval-current-env", "--nbval-cell-timeout", "120", "--nbval-sanitize-with"]
    command += [str(ROOT / "tests/notebooks/sanitize.cfg"), *options, str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
