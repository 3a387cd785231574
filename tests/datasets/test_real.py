"""The real data: what they hold, and what a damaged file says."""

import hashlib
import re

import numpy as np
import pytest

from course_lib.datasets import data_path, files, load_penguins, load_toyota_corolla


def test_the_cars_are_the_file():
    data = load_toyota_corolla(("KM", "Age_08_04"))
    np.testing.assert_array_equal(data.X[:2], [[46986, 23], [72937, 23]])
    np.testing.assert_array_equal(data.y[[0, 1, -1]], [13500, 13750, 6950])
    assert data.X.shape == (1436, 2)
    assert data.feature_names == ("distance driven (km)", "age (months)")
    assert (data.target_name, data.licence, data.classes) == ("price (euro)", "MIT", ())


def test_the_known_quirks_are_left_in():
    (displacement, distance) = load_toyota_corolla(("CC", "KM")).X.T
    assert np.sort(displacement)[-2:].tolist() == [2000, 16000]
    assert distance.min() == 1


def test_the_price_falls_with_the_distance():
    (x,), y = load_toyota_corolla().X.T, load_toyota_corolla().y
    slope, intercept = np.polyfit(x, y, 1)
    assert slope == pytest.approx(-0.0551, abs=1e-4)
    assert intercept == pytest.approx(14520, abs=60)


def test_every_numeric_column_can_be_a_feature_or_the_target():
    names = ("Age_08_04", "KM", "HP", "CC", "Doors", "Weight")
    data = load_toyota_corolla((*names[:-1], "Price"), target="Weight")
    assert data.X.shape == (1436, 6)
    assert data.y.min() == 1000


def test_penguins_drop_only_what_misses_a_chosen_feature():
    data = load_penguins()
    assert data.X.shape == (342, 2)
    assert np.isfinite(data.X).all()
    assert data.classes == ("Adelie", "Chinstrap", "Gentoo")
    np.testing.assert_array_equal(np.bincount(data.y), [151, 68, 123])
    assert data.note.startswith("2 penguins")
    np.testing.assert_array_equal(data.X[3], [36.7, 19.3])  # the fourth row of the file is empty


def test_penguins_of_two_species_with_signed_labels_in_the_order_asked():
    data = load_penguins(("body_mass_g",), species=("Gentoo", "Chinstrap"), labels=(-1, 1))
    assert data.classes == ("Gentoo", "Chinstrap")
    assert (data.y == -1).sum() == 123
    assert data.X[data.y == -1].mean() == pytest.approx(5076, abs=1)
    assert data.X[data.y == 1].mean() == pytest.approx(3733, abs=1)


@pytest.mark.parametrize("load", [load_toyota_corolla, load_penguins])
def test_arrays_are_read_only_and_unpack(load):
    X, y = data = load()
    assert len(X) == len(y) == len(data)
    with pytest.raises(ValueError, match="read-only"):
        X[0, 0] = 1
    assert "samples" in repr(data)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: load_toyota_corolla(("km",)), ValueError, "features must be one of 'Price'"),
        (lambda: load_toyota_corolla("KM"), TypeError, re.escape("write ('KM',)")),
        (lambda: load_toyota_corolla(()), ValueError, "at least one"),
        (lambda: load_toyota_corolla(("KM", "KM")), ValueError, "different names"),
        (lambda: load_toyota_corolla(("KM",), target="KM"), ValueError, "another column"),
        (lambda: load_toyota_corolla(target="Fuel_Type"), ValueError, "target must be one of"),
        (lambda: load_penguins(species=("Emperor",)), ValueError, "species must be one of"),
        (lambda: load_penguins(labels=(-1, 1)), ValueError, "3 different whole numbers"),
        (lambda: load_penguins(labels=(1, 1, 2)), ValueError, "3 different whole numbers"),
        (lambda: load_penguins(labels=(0.5, 1, 2)), TypeError, "labels must be a whole number"),
    ],
)
def test_bad_arguments_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty data folder in place of the real ones."""
    monkeypatch.setattr(files, "folders", lambda: [tmp_path])
    files._checked_path.cache_clear()
    yield tmp_path
    files._checked_path.cache_clear()


def test_a_missing_file_is_named_with_its_checksum(folder):
    with pytest.raises(FileNotFoundError, match=r"penguins\.csv is missing.*f2d6493fc64ad958"):
        data_path("penguins.csv")


def test_an_unreadable_file_is_named_with_what_to_do(folder, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    (folder / "penguins.csv").touch()
    monkeypatch.setattr(type(folder), "read_bytes", refuse)  # root may read everything
    said = r"penguins\.csv is there and cannot be read \(Permission denied\).*chmod -R u\+rX data"
    with pytest.raises(PermissionError, match=said):
        data_path("penguins.csv")


def test_a_damaged_file_is_named_with_both_checksums(folder):
    (folder / "penguins.csv").write_bytes(b"species\n")
    found = hashlib.sha256(b"species\n").hexdigest()
    with pytest.raises(ValueError, match=rf"penguins\.csv is damaged.*f2d6493fc64ad958.*{found}"):
        data_path("penguins.csv")


def test_the_checksum_is_taken_once(monkeypatch):
    path = data_path("penguins.csv")
    monkeypatch.setattr(files.hashlib, "sha256", None)
    assert data_path("penguins.csv") == path


def test_an_unknown_file_is_refused():
    with pytest.raises(ValueError, match="name must be one of 'toyota_corolla"):
        data_path("../pyproject.toml")


@pytest.mark.parametrize("name", files.FILES)
def test_the_table_for_readers_says_the_same(name):
    readme = data_path(name).with_name("README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
    assert files.FILES[name].sha256 in row
    assert files.FILES[name].licence in row
