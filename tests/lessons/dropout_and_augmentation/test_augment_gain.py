"""The stored counts are what the trainings give; the bank holds what its name says."""

import numpy as np
import pytest

from course_lib.lessons.dropout_and_augmentation import augment_gain as module
from course_lib.lessons.dropout_and_augmentation.augment_gain import augment_gain, bank, wrong
from course_lib.lessons.dropout_and_augmentation.augment_gain_view import _sheet


@pytest.mark.parametrize(
    ("kind", "digits", "seed"), [("none", 250, 2), ("turn by any angle", 100, 0)]
)
def test_stored_counts_come_from_these_trainings(kind, digits, seed):
    stored = module.MEASURED[kind][module.DIGITS.index(digits)][seed]
    assert wrong(kind, digits, seed) == pytest.approx(stored, abs=30)  # other machines round
    for other in module.MEASURED:
        if other != kind:
            assert abs(stored - module.MEASURED[other][module.DIGITS.index(digits)][seed]) > 0


def test_every_kind_has_all_sizes_and_seeds():
    assert list(module.MEASURED) == list(module.KINDS)
    for counts in module.MEASURED.values():
        assert np.shape(counts) == (len(module.DIGITS), module.SEEDS)


def test_bank_begins_with_the_digits_and_flips_about_half():
    flips = bank("flip left-right").reshape(-1, 2000, 14, 14)
    assert len(flips) == 1 + module.COPIES
    mirrored = flips[0, :, :, ::-1]
    is_same = np.isclose(flips[1], flips[0], atol=1e-6).all(axis=(1, 2))
    is_flip = np.isclose(flips[1], mirrored, atol=1e-6).all(axis=(1, 2))
    assert (is_same | is_flip).all()
    assert 850 < is_flip.sum() < 1150


def test_percentages_and_sheet():
    found = augment_gain(kind="none")
    assert found.plain[0, 0] == pytest.approx(100 * module.MEASURED["none"][0][0] / 2000)
    np.testing.assert_array_equal(found.plain, found.changed)
    sheet = _sheet(found.examples)[::-1][::3, ::3]
    np.testing.assert_allclose(sheet[2:16, 2:16], np.clip(found.examples[0], 0, 1))
    np.testing.assert_allclose(sheet[2:16, 20:34], np.clip(found.examples[1], 0, 1))
    with pytest.raises(ValueError, match="kind must be one of"):
        augment_gain(kind="all")
