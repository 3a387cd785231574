"""Where the data files are, and whether they are what they were."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from course_lib import checks


class DataFile(NamedTuple):
    """The checksum, source and licence of one file; data/README.md tells the same in full."""

    sha256: str
    source: str
    licence: str


FILES = {
    "toyota_corolla.csv": DataFile(
        "9d94fd0cfb395c13a4bed91697fc5e71097551700f3e71a94b1f9b6cd1802e4f",
        "Shmueli et al., Data Mining for Business Analytics; package dmba 0.2.4",
        "MIT",
    ),
    "penguins.csv": DataFile(
        "f2d6493fc64ad958edbabd55eb0fc989af2c5a0458a2c79ccffe7985606feb60",
        "Gorman, Williams & Fraser 2014; package palmerpenguins 0.1.6",
        "CC0",
    ),
}


def _folders() -> list:
    package = resources.files("course_lib")
    return [package / "data", Path(str(package)).parent / "data"]


@cache
def data_path(name: str) -> Path:
    """The path of a data file, after its checksum was found right (once a process).

    Parameters
    ----------
    name : str
        One of the keys of `FILES`.

    Raises
    ------
    FileNotFoundError, ValueError
        A sentence with the name of the missing or damaged file and the checksum it should have.
    """
    checks.choice("name", name, FILES)
    expected = FILES[name].sha256
    path = next((folder / name for folder in _folders() if (folder / name).is_file()), None)
    again = f"get it again with `git checkout -- data/{name}`"
    if path is None:
        raise FileNotFoundError(f"the data file {name} is missing from data/ beside course_lib; "
                                f"{again} (its sha256 is {expected})")  # fmt: skip
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise ValueError(f"the data file {name} is damaged: its sha256 must be {expected}, got "
                         f"{found}; {again}")  # fmt: skip
    return path


@cache
def columns(name: str) -> dict[str, tuple[str, ...]]:
    """The columns of a CSV file as text, by the names in its first row."""
    with data_path(name).open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    return dict(zip(head, zip(*rows, strict=True), strict=True))
