"""The real data of the course, from files whose checksums are verified."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.datasets.dataset import Dataset
from course_lib.datasets.files import FILES, columns

CAR_COLUMNS = {
    "Price": "price (euro)",
    "Age_08_04": "age (months)",
    "KM": "distance driven (km)",
    "HP": "power (hp)",
    "CC": "displacement (cm³)",
    "Doors": "doors",
    "Weight": "weight (kg)",
}

PENGUIN_COLUMNS = {
    "bill_length_mm": "bill length (mm)",
    "bill_depth_mm": "bill depth (mm)",
    "flipper_length_mm": "flipper length (mm)",
    "body_mass_g": "body mass (g)",
}

SPECIES = ("Adelie", "Chinstrap", "Gentoo")


def load_toyota_corolla(features=("KM",), target: str = "Price") -> Dataset:
    """Prices of 1,436 used Toyota Corollas, offered in the Netherlands in 2004.

    Parameters
    ----------
    features : sequence of str
        Columns of X: Age_08_04 (months), KM, HP, CC (cm³), Doors, Weight (kg), Price (euro).
    target : str
        Column of y, not among the features.

    Returns
    -------
    Dataset
        Numbers as they stand in the file, in its units.

    Raises
    ------
    ValueError
        ``features must be one of 'Price', 'Age_08_04', …``.

    Notes
    -----
    The data are left as they are. One car has CC = 16000, surely 1600, and several have KM = 1,
    surely not known: outliers that a squared error feels. The fuel, a category, is not offered.

    Examples
    --------
    >>> load_toyota_corolla()
    <toyota corolla: 1436 samples × 1 features (distance driven (km)) → price (euro), a regression>
    """
    features = column_names("features", features, CAR_COLUMNS)
    checks.choice("target", target, CAR_COLUMNS)
    if target in features:
        raise ValueError(f"target must be another column than the features, got {target!r} in both")
    table = columns("toyota_corolla.csv")
    X = np.column_stack([np.array(table[name], dtype=float) for name in features])
    about = FILES["toyota_corolla.csv"]
    return Dataset(
        X=X,
        y=np.array(table[target], dtype=float),
        feature_names=tuple(CAR_COLUMNS[name] for name in features),
        target_name=CAR_COLUMNS[target],
        source=about.source,
        licence=about.licence,
        name="toyota corolla",
        note="as published: one displacement of 16000 cm³ (for 1600) and some distances of 1 km",
    )


def load_penguins(
    features=("bill_length_mm", "bill_depth_mm"), species=SPECIES, labels=None
) -> Dataset:
    """Measurements of penguins of three species on the islands of the Palmer Archipelago.

    Parameters
    ----------
    features : sequence of str
        Columns of X: bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g.
    species : sequence of str
        Which of Adelie, Chinstrap and Gentoo to keep, in the order of the labels.
    labels : sequence of int, optional
        One a species, such as ``(-1, 1)`` for margins; 0, 1, … if not given.

    Returns
    -------
    Dataset
        Penguins in the order of the file. Those with a chosen feature missing are left out (two
        of the 344 have no measurement at all), and `note` says how many.

    Examples
    --------
    >>> data = load_penguins(species=("Adelie", "Gentoo"), labels=(-1, 1))
    >>> data.X.shape, data.note
    ((274, 2), '2 penguins without these measurements left out')
    """
    features = column_names("features", features, PENGUIN_COLUMNS)
    species = column_names("species", species, SPECIES)
    labels = class_labels(labels, len(species))
    table = columns("penguins.csv")
    values = [[float(v) if v else np.nan for v in table[name]] for name in features]
    names = np.array(table["species"])
    wanted = np.isin(names, species)
    X = np.array(values).T[wanted]
    y = labels[[species.index(name) for name in names[wanted]]]
    known = ~np.isnan(X).any(axis=1)
    missing = int((~known).sum())
    about = FILES["penguins.csv"]
    return Dataset(
        X=X[known],
        y=y[known],
        feature_names=tuple(PENGUIN_COLUMNS[name] for name in features),
        target_name="species",
        classes=species,
        source=about.source,
        licence=about.licence,
        name="penguins",
        note=f"{missing} penguins without these measurements left out",
    )


def class_labels(labels, count: int) -> np.ndarray:
    """The labels of `count` classes as an integer array: 0, 1, … if None."""
    if labels is None:
        return np.arange(count)
    labels = checks.items("labels", labels, "whole numbers")
    labels = tuple(checks.integer("labels", label) for label in labels)
    if len(labels) != count or len(set(labels)) != count:
        raise ValueError(f"labels must be {count} different whole numbers, got {labels}; "
                         "for margins of two classes write labels=(-1, 1)")  # fmt: skip
    return np.array(labels)


def column_names(argument: str, names, allowed) -> tuple[str, ...]:
    """Different names, at least one, each of them allowed."""
    if isinstance(names, str):
        raise TypeError(f"{argument} must be a sequence of names, got {names!r}; "
                        f"write ({names!r},)")  # fmt: skip
    names = checks.items(argument, names, "names")
    names = tuple(checks.choice(argument, name, allowed) for name in names)
    if not names or len(set(names)) != len(names):
        raise ValueError(f"{argument} must be different names, at least one, got {names}")
    return names
