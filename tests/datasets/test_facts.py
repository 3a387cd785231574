"""What the data sets say of themselves, and pictures and points that are made, at their edges."""

import numpy as np
import pytest

from course_lib.datasets import (
    Dataset,
    Standardizer,
    cut_patches,
    load_breast_cancer,
    load_emoji,
    load_heart,
    load_modechoice,
    load_penguins,
    load_spambase,
    load_toyota_corolla,
    load_zoo,
    make_blobs,
    make_circles,
    make_moons,
    make_spirals,
    make_xor,
)
from course_lib.datasets.augment import flipped, transformed, without_rows

UCI = "CC BY 4.0 (UCI)"
# loader → name, target, shape, kind of X and of y, number of classes, licence, source, note
FACTS = {
    load_breast_cancer: (
        "breast cancer", "diagnosis", (569, 30), "f8", "i8", 2, UCI,
        "Wolberg, Mangasarian, Street & Street 1993, UCI; package scikit-learn 1.9.1", "",
    ),
    load_emoji: (
        "emoji", "category", (1636, 3072), "f4", "i8", 8,
        "Noto: Apache-2.0; Twemoji: CC BY 4.0 (attribution)",
        "Noto Emoji and Twemoji; packages emoji-datasource-google and -twitter 16.0.0", "noto",
    ),
    load_heart: (
        "heart", "artery", (297, 18), "f8", "i8", 2, UCI,
        "Janosi, Steinbrunn, Pfisterer & Detrano 1989, UCI; package orange3 3.40.0",
        "6 patients with unknown entries left out",
    ),
    load_modechoice: (
        "mode choice", "mode", (840, 4), "f8", "i8", 2, "public domain",
        "Greene, Econometric Analysis; package statsmodels 0.15.0",
        "sampled by what was chosen: the car is rarer here than on the road",
    ),
    load_penguins: (
        "penguins", "species", (342, 2), "f8", "i8", 3, "CC0",
        "Gorman, Williams & Fraser 2014; package palmerpenguins 0.1.6",
        "2 penguins without these measurements left out",
    ),
    load_spambase: (
        "spambase", "kind", (4601, 57), "f8", "i8", 2, UCI,
        "Hopkins, Reeber, Forman & Suermondt 1999, UCI; package r-cran-kernlab", "",
    ),
    load_toyota_corolla: (
        "toyota corolla", "price (euro)", (1436, 1), "f8", "f8", 0, "MIT",
        "Shmueli et al., Data Mining for Business Analytics; package dmba 0.2.4",
        "as published: one displacement of 16000 cm³ (for 1600) and some distances of 1 km",
    ),
    load_zoo: (
        "zoo", "class", (101, 16), "f8", "i8", 7, UCI,
        "Forsyth 1990, UCI; package orange3 3.40.0",
        "as published: two animals are called frog, one of them venomous",
    ),
}  # fmt: skip


@pytest.mark.parametrize("load", FACTS, ids=[facts[0] for facts in FACTS.values()])
def test_what_a_data_set_says_of_itself(load):
    name, target, shape, kind, target_kind, classes, licence, source, note = FACTS[load]
    data = load()
    assert (data.name, data.target_name, data.X.shape) == (name, target, shape)
    assert (data.X.dtype.str[1:], data.y.dtype.str[1:]) == (kind, target_kind)
    assert (len(data.classes), data.licence) == (classes, licence)
    assert (data.source, data.note) == (source, note)
    assert len(data.feature_names) == len(set(data.feature_names)) == shape[1]
    assert len(data) == len(data.y) == shape[0]


def test_a_table_in_one_line():
    def table(d, classes=()):
        names = tuple(f"f{k}" for k in range(d))
        return repr(Dataset(np.zeros((2, d)), np.zeros(2), names, "t", classes, name="n"))

    assert table(4) == "<n: 2 samples × 4 features (f0, f1, f2, f3) → t, a regression>"
    assert table(5) == "<n: 2 samples × 5 features (f0, f1, f2, f3, …) → t, a regression>"
    assert table(1, ("a", "b")) == "<n: 2 samples × 1 features (f0) → t, 2 classes>"


def test_classes_and_pictures_stay_where_they_are():
    assert load_spambase().classes == ("mail", "spam")
    assert load_heart().classes == ("healthy", "narrowed")
    assert load_breast_cancer().classes == ("malignant", "benign")
    for designer, red, blue in (("noto", 31.270588, 25.862745), ("twemoji", 30.972549, 25.843137)):
        pictures = load_emoji(designer).X.reshape(-1, 32, 32, 3)
        assert pictures[100, 16, :, 0].sum() == pytest.approx(red, abs=1e-4)
        assert pictures[700, :, 8, 2].sum() == pytest.approx(blue, abs=1e-4)


def test_the_largest_patches_and_the_smallest():
    rng, pictures = np.random.default_rng(0), np.arange(24.0).reshape(2, 3, 4)
    patches = cut_patches(pictures, 3, 40, rng=rng)
    assert {p[0, 0] for p in patches[::2]} == {0.0, 1.0}
    assert {p[0, 0] for p in patches[1::2]} == {12.0, 13.0}
    assert {float(p[0, 0]) for p in cut_patches(pictures[:1], 1, 300, rng=rng)} == set(range(12))
    assert cut_patches(np.ones((1, 3, 3)), 3, 1, rng=rng).shape == (1, 3, 3)
    said = r"^side must be at most 3, the pictures' smaller side, got 4$"
    for wide in (pictures, pictures.swapaxes(1, 2)):
        with pytest.raises(ValueError, match=said):
            cut_patches(wide, 4, 1, rng=rng)


def test_scales_are_positive_in_every_column():
    for scale in ([0.0, 1.0], [1.0, -1.0]):
        with pytest.raises(ValueError, match=r"^scale must be positive, got .*; use 1 for a const"):
            Standardizer([0.0, 0.0], scale)
    mean = np.array([1.0])
    kept = Standardizer(mean, [2.0])
    mean[0] = 9.0
    assert kept.transform([[5.0]]).tolist() == [[2.0]]


def test_pictures_that_are_not_square_turn_about_their_middle():
    wide = np.arange(6.0).reshape(1, 2, 3)
    assert transformed(wide, turn=180)[0].tolist() == wide[0, ::-1, ::-1].tolist()
    assert transformed(wide.tolist(), right=1.0)[0].tolist() == [[0, 0, 1], [0, 3, 4]]
    assert transformed(wide, down=-1.0, paper=7.0)[0].tolist() == [[3, 4, 5], [7, 7, 7]]
    colours = np.stack([wide, 10 * wide], axis=-1)
    assert transformed(colours, turn=180)[0, ..., 1].tolist() == (10 * wide[0, ::-1, ::-1]).tolist()
    square = np.arange(9.0).reshape(1, 3, 3)
    quarter = transformed(square, turn=90)[0]
    assert quarter.tolist() == np.rot90(square[0]).tolist()
    assert transformed(np.zeros((0, 2, 3))).shape == (0, 2, 3)
    rng = np.random.default_rng(0)
    before = wide.copy()
    assert flipped(wide, rng, chance=1)[0].tolist() == wide[0, :, ::-1].tolist()
    assert flipped(wide, rng, "up-down", chance=1)[0].tolist() == wide[0, ::-1].tolist()
    assert without_rows(wide, rng, 2, paper=8.0)[0].tolist() == [[8.0] * 3] * 2
    np.testing.assert_array_equal(wide, before)


class TestToys:
    def test_circles_are_whole_and_even(self):
        data = make_circles(4000, 0, rng=np.random.default_rng(0), inner=0.25)
        np.testing.assert_allclose(np.hypot(*data.X.T), np.where(data.y == 0, 1, 0.25))
        turn = np.arctan2(*data.X.T[::-1]) % (2 * np.pi)
        parts = np.histogram(turn, 8, (0, 2 * np.pi))[0]
        np.testing.assert_allclose(parts, 500, atol=90)

    def test_spirals_begin_and_end(self):
        data = make_spirals(4000, 0, rng=np.random.default_rng(0), turns=2)
        radius = np.hypot(*data.X.T)
        np.testing.assert_allclose([radius.min(), radius.max()], [0.1, 1.0], atol=2e-3)
        np.testing.assert_allclose((radius**2).mean(), 0.505, atol=0.015)
        turn = 2 * np.pi * 2 * radius + np.pi * data.y
        np.testing.assert_allclose(data.X, radius[:, None] * np.c_[np.cos(turn), np.sin(turn)])

    def test_moons_and_xor(self):
        data = make_moons(400, 0, rng=np.random.default_rng(0))
        middles = np.where(data.y[:, None] == 0, [-0.5, -0.25], [0.5, 0.25])
        np.testing.assert_allclose(np.hypot(*(data.X - middles).T), 1.0)
        up = (data.X - middles)[:, 1]
        assert ((up >= 0) == (data.y == 0)).all()
        square = make_xor(4000, 0, rng=np.random.default_rng(0))
        assert ((square.X.prod(axis=1) > 0) == (square.y == 0)).all()
        assert np.abs(square.X).max() == pytest.approx(1.0, abs=2e-3)
        np.testing.assert_allclose(np.abs(square.X).mean(axis=0), 0.5, atol=0.02)
        np.testing.assert_allclose(square.X.mean(axis=0), 0.0, atol=0.04)

    def test_blobs(self):
        data = make_blobs(4, 0, rng=np.random.default_rng(0), centers=4)
        found = data.X[np.argsort(data.y)]
        np.testing.assert_allclose(found, [[0, 2], [-2, 0], [0, -2], [2, 0]], atol=1e-12)
        assert (data.source, data.licence, data.name) == ("made by chance", "CC0", "blobs")
        assert (data.classes[:2], data.feature_names) == (("class 0", "class 1"), ("x1", "x2"))
        spread = make_blobs(4000, rng=np.random.default_rng(0), centers=[[5.0]]).X
        assert (spread.mean(), spread.std()) == pytest.approx((5.0, 0.6), abs=0.03)
        for make, noise in ((make_moons, 0.15), (make_circles, 0.1), (make_xor, 0.1),
                            (make_spirals, 0.05)):  # fmt: skip
            a, b = (
                make(50, rng=np.random.default_rng(1)),
                make(50, noise, rng=np.random.default_rng(1)),
            )
            np.testing.assert_array_equal(a.X, b.X)
            assert len(make(rng=np.random.default_rng(1))) == 200
