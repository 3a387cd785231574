"""Tables with more than two answers: animals with traits, travellers with modes of travel."""

from __future__ import annotations

import numpy as np

from course_lib.datasets.dataset import Dataset
from course_lib.datasets.files import FILES, columns
from course_lib.datasets.real import column_names

ZOO_TRAITS = (
    "hair", "feathers", "eggs", "milk", "airborne", "aquatic", "predator", "toothed", "backbone",
    "breathes", "venomous", "fins", "legs", "tail", "domestic", "catsize",
)  # fmt: skip

#: The classes of the animals, in the order of their labels.
ZOO_CLASSES = ("mammal", "bird", "reptile", "amphibian", "fish", "insect", "invertebrate")

#: The modes of travel, in the order of a traveller's four rows.
MODES = ("air", "train", "bus", "car")

MODE_COLUMNS = {
    "ttme": "waiting time at terminals (min)",
    "invc": "cost in vehicles",
    "invt": "time in vehicles (min)",
    "gc": "generalized cost",
    "hinc": "income of the household (thousands)",
    "psize": "travellers in the party",
}


def load_zoo(features=None) -> Dataset:
    """101 animals with 16 traits, in seven classes.

    Parameters
    ----------
    features : sequence of str, optional
        Columns of X, such as ``("hair", "legs")``; all 16 if not given.

    Returns
    -------
    Dataset
        Traits are 0 or 1, and `legs` a number from 0 to 8. The labels 0 to 6 stand for
        `ZOO_CLASSES`. `zoo_names` has the names of the animals.

    Examples
    --------
    >>> data = load_zoo(("milk", "legs"))
    >>> data.X[:3].tolist(), data.y[:3].tolist()
    ([[1.0, 4.0], [1.0, 4.0], [0.0, 0.0]], [0, 0, 4])
    """
    features = column_names("features", ZOO_TRAITS if features is None else features, ZOO_TRAITS)
    table, about = columns("zoo.csv"), FILES["zoo.csv"]
    return Dataset(
        X=np.column_stack([np.array(table[name], dtype=float) for name in features]),
        y=np.array([ZOO_CLASSES.index(kind) for kind in table["type"]], dtype=np.int64),
        feature_names=tuple(features),
        target_name="class",
        classes=ZOO_CLASSES,
        source=about.source,
        licence=about.licence,
        name="zoo",
        note="as published: two animals are called frog, one of them venomous",
    )


def zoo_names() -> tuple[str, ...]:
    """The names of the animals of `load_zoo`, in the order of its rows.

    Examples
    --------
    >>> zoo_names()[:3]
    ('aardvark', 'antelope', 'bass')
    """
    return columns("zoo.csv")["name"]


def load_modechoice(features=("ttme", "invc", "invt", "gc")) -> Dataset:
    """210 travellers between Sydney, Canberra and Melbourne, four modes each, one of them chosen.

    Parameters
    ----------
    features : sequence of str
        Columns of X: ttme, invc, invt, gc, which differ between the modes of a traveller, and
        hinc and psize, which do not.

    Returns
    -------
    Dataset
        Rows 4q to 4q + 3 are traveller q with `MODES`: air, train, bus and car. The label is 1
        for the chosen mode and 0 for the three others.

    Notes
    -----
    The travellers were sampled by what they chose, so the shares of the modes are not those of
    all travellers: car is rarer here than on the road.

    Examples
    --------
    >>> data = load_modechoice(("ttme", "gc"))
    >>> data.X[:4].tolist(), data.y[:4].tolist()
    ([[69.0, 70.0], [34.0, 71.0], [35.0, 70.0], [0.0, 30.0]], [0, 0, 0, 1])
    """
    features = column_names("features", features, MODE_COLUMNS)
    table, about = columns("modechoice.csv"), FILES["modechoice.csv"]
    return Dataset(
        X=np.column_stack([np.array(table[name], dtype=float) for name in features]),
        y=np.array(table["choice"], dtype=np.int64),
        feature_names=tuple(MODE_COLUMNS[name] for name in features),
        target_name="mode",
        classes=("not chosen", "chosen"),
        source=about.source,
        licence=about.licence,
        name="mode choice",
        note="sampled by what was chosen: the car is rarer here than on the road",
    )
