"""The animals and the travellers: what the files hold, in the order that is promised."""

import csv

import numpy as np
import pytest

from course_lib.datasets import (
    MODES,
    ZOO_CLASSES,
    ZOO_TRAITS,
    data_path,
    load_modechoice,
    load_zoo,
    zoo_names,
)


def rows(name):
    with data_path(name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_zoo_is_the_file():
    data, table = load_zoo(), rows("zoo.csv")
    assert data.X.shape == (101, 16)
    np.testing.assert_array_equal(np.bincount(data.y), [41, 20, 5, 4, 13, 8, 10])
    for x, y, name, row in zip(data.X, data.y, zoo_names(), table, strict=True):
        assert row["name"] == name
        assert row["type"] == ZOO_CLASSES[y]
        assert [float(row[trait]) for trait in ZOO_TRAITS] == x.tolist()
    assert set(np.unique(data.X[:, ZOO_TRAITS.index("legs")])) == {0, 2, 4, 5, 6, 8}


def test_what_the_note_of_the_zoo_says():
    venomous = ZOO_TRAITS.index("venomous")
    frogs = [x[venomous] for x, name in zip(load_zoo().X, zoo_names(), strict=True)
             if name == "frog"]  # fmt: skip
    assert sorted(frogs) == [0, 1]


def test_the_travellers_are_the_file():
    data, table = (
        load_modechoice(("ttme", "invc", "invt", "gc", "hinc", "psize")),
        rows("modechoice.csv"),
    )
    assert data.X.shape == (840, 6)
    for k, (x, y, row) in enumerate(zip(data.X, data.y, table, strict=True)):
        assert (int(row["individual"]), int(row["mode"])) == (k // 4 + 1, k % 4 + 1)
        assert [
            float(row[c]) for c in ("ttme", "invc", "invt", "gc", "hinc", "psize")
        ] == x.tolist()
        assert int(row["choice"]) == y
    chosen = data.y.reshape(210, 4)
    assert (chosen.sum(axis=1) == 1).all()
    assert dict(zip(MODES, chosen.sum(axis=0).tolist(), strict=True)) == {
        "air": 58, "train": 63, "bus": 30, "car": 59}  # fmt: skip
    same = data.X.reshape(210, 4, 6)[:, :, 4:]
    assert (same == same[:, :1]).all()  # income and party are the traveller's


def test_columns_are_chosen_by_name():
    assert load_zoo(("legs", "milk")).feature_names == ("legs", "milk")
    assert load_modechoice(("ttme", "invc", "invt", "gc", "hinc", "psize")).feature_names == (
        "waiting time at terminals (min)", "cost in vehicles", "time in vehicles (min)",
        "generalized cost", "income of the household (thousands)", "travellers in the party",
    )  # fmt: skip
    assert load_modechoice(("gc",)).X[:4, 0].tolist() == [70, 71, 70, 30]
    with pytest.raises(ValueError, match="features must be one of 'hair'"):
        load_zoo(("wings",))
    with pytest.raises(ValueError, match="features must be one of 'ttme'"):
        load_modechoice(("price",))
