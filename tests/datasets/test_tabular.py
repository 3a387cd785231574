"""Breast cancer, heart and spambase: what they hold, and how categories become numbers."""

import csv

import numpy as np
import pytest

from course_lib.datasets import (
    data_path,
    load_breast_cancer,
    load_emoji,
    load_heart,
    load_penguins,
    load_spambase,
    load_toyota_corolla,
)
from course_lib.datasets.tabular import HEART_CATEGORIES, HEART_FEATURES, HEART_NUMBERS


def heart_rows():
    with data_path("heart_cleveland.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("load", "name", "target"),
    [
        (load_breast_cancer, "breast cancer", "diagnosis"), (load_heart, "heart", "artery"),
        (load_spambase, "spambase", "kind"), (load_penguins, "penguins", "species"),
        (load_toyota_corolla, "toyota corolla", "price (euro)"),
        (load_emoji, "emoji", "category"),
    ],
)  # fmt: skip
def test_a_set_says_what_it_is(load, name, target):
    data = load()
    assert (data.name, data.target_name) == (name, target)
    assert data.source
    assert data.licence


def test_breast_cancer_is_the_file():
    data = load_breast_cancer()
    assert data.X.shape == (569, 30)
    np.testing.assert_array_equal(np.bincount(data.y), [212, 357])
    assert data.classes == ("malignant", "benign")
    assert data.X[0, :2].tolist() == [17.99, 10.38]
    assert data.feature_names[20] == "worst radius"


def test_malignant_tumours_are_larger():
    X, y = load_breast_cancer(("mean radius",), labels=(1, -1))
    assert X.shape == (569, 1)
    assert X[y == 1].mean() > 17 > 13 > X[y == -1].mean()


def test_heart_keeps_patients_whose_chosen_columns_are_known():
    data = load_heart()
    assert data.X.shape == (297, 18)
    assert np.isfinite(data.X).all()
    assert data.note.startswith("6 patients")
    np.testing.assert_array_equal(np.bincount(data.y), [160, 137])
    assert load_heart(("age",)).X.shape == (303, 1)
    assert load_heart(("thal",)).X.shape == (301, 2)
    assert load_heart(("major vessels colored",)).X.shape == (299, 1)


def test_a_category_is_an_indicator_against_its_reference():
    rows = heart_rows()
    for name, (reference, *others) in HEART_CATEGORIES.items():
        data = load_heart((name,))
        known = [row[name] for row in rows if row[name] != "?"]
        assert data.feature_names == tuple(f"{name}: {other}" for other in others)
        for text, values in zip(known, data.X, strict=True):
            assert values.sum() == (text != reference)
            assert text == reference or values[others.index(text)] == 1
        assert set(known) == {reference, *others}


def test_every_column_is_a_number_or_a_category():
    assert set(HEART_FEATURES) == HEART_NUMBERS.keys() | HEART_CATEGORIES.keys()
    assert set(heart_rows()[0]) == {*HEART_FEATURES, "diameter narrowing"}


def test_the_indicators_do_not_add_up_to_the_bias():
    X, _ = load_heart()
    assert np.linalg.matrix_rank(np.column_stack([np.ones(len(X)), X])) == 19


def test_spambase_is_the_file():
    data = load_spambase()
    assert data.X.shape == (4601, 57)
    assert data.X.dtype == float
    assert data.feature_names[0] == "make"
    np.testing.assert_array_equal(np.bincount(data.y), [2788, 1813])
    money = data.X[:, data.feature_names.index("money")]
    assert money[data.y == 1].mean() > 5 * money[data.y == 0].mean()
    np.testing.assert_array_equal(load_spambase(labels=(-1, 1)).y, 2 * data.y - 1)


@pytest.mark.parametrize("load", [load_breast_cancer, load_heart, load_spambase])
def test_arrays_are_read_only(load):
    X, y = load()
    with pytest.raises(ValueError, match="read-only"):
        X[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        y[0] = 1


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: load_breast_cancer(("radius",)), "features must be one of 'mean radius'"),
        (lambda: load_breast_cancer(("target",)), "features must be one of"),
        (lambda: load_heart(("sex",)), "features must be one of 'age', 'gender'"),
        (lambda: load_heart(labels=(1,)), "labels must be 2 different whole numbers"),
        (lambda: load_spambase(labels=(1, 1)), "labels must be 2 different whole numbers"),
    ],
)
def test_bad_arguments_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()
