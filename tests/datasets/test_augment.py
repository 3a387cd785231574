"""Changed pictures: against scipy's own functions, numpy's turns and, marked, PyTorch's grids."""

import numpy as np
import pytest
from scipy import ndimage

from course_lib.datasets import augment, load_mnist

RANDOM = {
    "turned": (augment.turned, 0, 30),
    "shifted": (augment.shifted, 0, 2),
    "zoomed": (augment.zoomed, 1, 1.3),
    "flipped": (lambda x, rng, chance: augment.flipped(x, rng, chance=chance), 0, 0.5),
    "without_rows": (augment.without_rows, 0, 3),
    "without_columns": (augment.without_columns, 0, 3),
    "without_pixels": (augment.without_pixels, 0, 0.2),
}


@pytest.fixture(scope="module")
def digits():
    return load_mnist("test", size=12).X.reshape(-1, 28, 28).astype(float)


@pytest.mark.parametrize("name", RANDOM)
@pytest.mark.parametrize("shape", [(12, 8, 6), (12, 8, 6, 3)])
def test_shape_seed_identity_and_what_came_stays(name, shape):
    change, none, some = RANDOM[name]
    images = np.random.default_rng(0).random(shape)
    before = images.copy()
    np.testing.assert_array_equal(change(images, np.random.default_rng(1), none), images)
    one, again, other = (change(images, np.random.default_rng(s), some) for s in (1, 1, 2))
    assert one.shape == shape
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
    assert len({np.round(np.abs(a - b).sum(), 6) for a, b in zip(one, images, strict=True)}) > 1
    np.testing.assert_array_equal(images, before)
    assert not np.shares_memory(one, images)


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 4, -1])
def test_quarter_turns_are_exact(turns):
    images = np.random.default_rng(0).random((2, 7, 7))
    np.testing.assert_allclose(augment.transformed(images, turn=90 * turns),
                               np.rot90(images, turns, axes=(1, 2)), atol=1e-12)  # fmt: skip


@pytest.mark.parametrize("angle", [-37.0, 12.5, 120.0])
def test_turns_and_shifts_like_scipys_own(digits, angle):
    outside = dict(order=1, mode="grid-constant")
    theirs = ndimage.rotate(digits, angle, axes=(1, 2), reshape=False, **outside)
    np.testing.assert_allclose(augment.transformed(digits, turn=angle), theirs, atol=1e-9)
    theirs = ndimage.shift(digits, (0, 1.5, -2.25), **outside)
    ours = augment.transformed(digits, down=1.5, right=-2.25)
    np.testing.assert_allclose(ours, theirs, atol=1e-9)


def test_each_picture_its_own_amounts_turn_before_shift():
    images = np.random.default_rng(0).random((2, 5, 5))
    out = augment.transformed(images, turn=[90, 180], right=[0, 1])
    np.testing.assert_allclose(out[0], np.rot90(images[0]), atol=1e-12)
    np.testing.assert_allclose(out[1, :, 1:], np.rot90(images[1], 2)[:, :-1], atol=1e-12)
    assert (out[1, :, 0] == 0).all()


def test_zoom_doubles_lengths_about_the_centre():
    dot = np.zeros((1, 9, 9))
    dot[0, 4, 6] = 1.0
    assert augment.transformed(dot, zoom=2.0)[0, 4, 8] == pytest.approx(1.0)
    assert augment.transformed(dot, zoom=0.5)[0, 4, 5] == pytest.approx(1.0)


@pytest.mark.oracle
def test_turn_shift_and_zoom_like_pytorchs_grid():
    torch = pytest.importorskip("torch")
    images = np.random.default_rng(0).random((3, 11, 11))
    turn, zoom, right, down = np.array([20.0, -70.0, 145.0]), np.array([0.8, 1.0, 1.6]), 1.5, -2.0
    cos, sin = np.cos(np.radians(turn)) / zoom, np.sin(np.radians(turn)) / zoom
    # Columns x (right) and y (down) in units of half the width, where ±1 are centres of pixels.
    x, y = right / 5, down / 5
    theta = np.array([[cos, -sin, -cos * x + sin * y], [sin, cos, -sin * x - cos * y]])
    grid = torch.nn.functional.affine_grid(torch.tensor(theta.transpose(2, 0, 1)), (3, 1, 11, 11),
                                           align_corners=True)  # fmt: skip
    sample = torch.nn.functional.grid_sample
    theirs = sample(torch.tensor(images[:, None]), grid, padding_mode="zeros", align_corners=True)
    ours = augment.transformed(images, turn=turn, zoom=zoom, right=right, down=down)
    np.testing.assert_allclose(ours, theirs[:, 0].numpy(), atol=1e-10)


def test_draws_fill_their_range():
    dot = np.zeros((400, 9, 9))
    dot[:, 4, 4] = 1.0
    rng = np.random.default_rng(3)
    rows, columns = np.nonzero(augment.shifted(dot, rng, 2))[1:]
    assert set(rows) == set(columns) == {2, 3, 4, 5, 6}
    mirrored = augment.flipped(np.arange(18.0).reshape(1, 3, 6).repeat(400, 0), rng)
    assert 160 < (mirrored[:, 0, 0] == 5).sum() < 240
    assert set(mirrored[:, 0, 0]) == {0, 5}
    up = augment.flipped(np.arange(18.0).reshape(1, 3, 6), rng, "up-down", chance=1)
    assert up[0, 0, 0] == 12
    zoomed = augment.zoomed(np.ones((400, 9, 9)), rng, 2).mean(axis=(1, 2))
    assert 140 < (zoomed < 0.99).sum() < 260  # about half of them shrink
    turned = augment.turned(np.eye(9)[None].repeat(300, 0), rng, 90)
    assert (turned[:, 4, 4] > 0.99).all()


def test_deleted_lines_are_counted_and_become_paper(digits):
    rng, ones = np.random.default_rng(0), np.ones((50, 8, 6))
    rows = augment.without_rows(ones, rng, 3)
    assert ((rows == 0).all(axis=2).sum(axis=1) == 3).all()
    columns = augment.without_columns(ones, rng, 2, paper=0.5)
    assert ((columns == 0.5).all(axis=1).sum(axis=1) == 2).all()
    colours = augment.without_columns(np.ones((2, 8, 6, 3)), rng, 2)
    assert ((colours == 0).all(axis=(1, 3)).sum(axis=1) == 2).all()
    pixels = augment.without_pixels(np.ones((50, 8, 6, 3)), rng, 0.3)
    assert (pixels.min(axis=-1) == pixels.max(axis=-1)).all()  # a pixel loses all its colours
    assert 0.25 < (pixels == 0).mean() < 0.35
    assert len(np.unique(rows[:, :, 0], axis=0)) > 10


@pytest.mark.parametrize(
    "change",
    [
        lambda x, rng, **paper: augment.transformed(x, turn=45, **paper),
        lambda x, rng, **paper: augment.turned(x, rng, 180, **paper),
        lambda x, rng, **paper: augment.shifted(x, rng, 3, **paper),
        lambda x, rng, **paper: augment.zoomed(x, rng, 3, **paper),
        lambda x, rng, **paper: augment.without_rows(x, rng, 2, **paper),
        lambda x, rng, **paper: augment.without_columns(x, rng, 2, **paper),
        lambda x, rng, **paper: augment.without_pixels(x, rng, 0.4, **paper),
    ],
)
def test_what_comes_in_is_paper(change):
    ones = np.ones((40, 8, 6))
    with_paper = change(ones, np.random.default_rng(0), paper=3.0)
    without = change(ones, np.random.default_rng(0))
    assert with_paper.max() == pytest.approx(3.0)
    np.testing.assert_allclose(with_paper, 3.0 - 2.0 * without, atol=1e-9)


def test_nothing_to_change_is_fine():
    none = np.zeros((0, 4, 4))
    assert augment.transformed(none, turn=10).shape == (0, 4, 4)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x, rng: augment.turned(x[0], rng, 10), ValueError, "images must have the shape"),
        (lambda x, rng: augment.turned(x, rng, 200), ValueError, "degrees must be"),
        (lambda x, rng: augment.turned(x, 0, 10), TypeError, "rng must be a numpy Generator"),
        (lambda x, rng: augment.shifted(x, rng, 1.5), TypeError, "pixels must be a whole number"),
        (lambda x, rng: augment.shifted(x, rng, -1), ValueError, "pixels must be"),
        (lambda x, rng: augment.zoomed(x, rng, 0.9), ValueError, "factor must be at least 1"),
        (lambda x, rng: augment.flipped(x, rng, "diagonal"), ValueError, "axis must be one of"),
        (lambda x, rng: augment.flipped(x, rng, chance=2), ValueError, "chance must be"),
        (lambda x, rng: augment.without_rows(x, rng, 9), ValueError, "count must be"),
        (lambda x, rng: augment.without_pixels(x, rng, -1), ValueError, "share must be"),
        (lambda x, rng: augment.transformed(x, zoom=0), ValueError, "zoom must be positive"),
        (lambda x, rng: augment.transformed(x, turn=[1, 2, 3]), ValueError, "turn must be"),
    ],
)
def test_bad_input_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call(np.zeros((2, 8, 6)), np.random.default_rng(0))
