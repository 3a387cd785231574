"""Initializers: the spread they aim at is the spread they have; what they keep; an oracle."""

import numpy as np
import pytest

from course_lib.nn import (
    INITIALIZERS,
    ConstantValue,
    Initializer,
    Kaiming,
    LeCun,
    Normal,
    Orthogonal,
    Uniform,
    Xavier,
    Zeros,
    initializers,
)

SHAPE = (300, 200)
SPREADS = [
    (Zeros(), 0.0),
    (ConstantValue(0.3), 0.0),
    (Normal(0.01), 0.01),
    (Uniform(0.05), 0.05 / np.sqrt(3)),
    *[(kind("normal"), std) for kind, std in ((LeCun, 300**-0.5), (Xavier, 250**-0.5))],
    *[(kind("uniform"), std) for kind, std in ((LeCun, 300**-0.5), (Xavier, 250**-0.5))],
    (Kaiming(), 150**-0.5),
    (Kaiming("uniform"), 150**-0.5),
    (Kaiming(fan="out"), 100**-0.5),
    (Kaiming(alpha=1.0), 300**-0.5),
    (Orthogonal(2.0), 2 * 300**-0.5),
]


@pytest.mark.parametrize(("init", "std"), SPREADS, ids=lambda v: repr(v))
def test_the_spread_is_the_one_aimed_at(init, std):
    W = init(np.random.default_rng(0), SHAPE)
    assert W.shape == SHAPE
    assert init.deviation(SHAPE) == pytest.approx(std)
    # 60,000 numbers: the error of a standard deviation is below 0.3 percent of it.
    assert W.std() == pytest.approx(std, rel=0.015, abs=1e-15)
    if not isinstance(init, ConstantValue):
        assert W.mean() == pytest.approx(0, abs=4 * std / np.sqrt(W.size))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_an_initializer_is_a_value_and_takes_its_numbers_from_the_generator(name):
    init = INITIALIZERS[name]
    assert eval(repr(init), vars(initializers)) == init
    assert hash(init) == hash(init)
    with pytest.raises(AttributeError):
        init.anything = 1
    first, again = (init(np.random.default_rng(7), (4, 3)) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_the_registry_has_every_kind():
    kinds = {v for v in vars(initializers).values() if isinstance(v, type)}
    kinds = {k for k in kinds if issubclass(k, Initializer) and not k.__name__.startswith("_")}
    assert {type(init) for init in INITIALIZERS.values()} == kinds - {Initializer}


@pytest.mark.parametrize("kind", [LeCun, Xavier, Kaiming])
def test_uniform_ends_at_root_three_deviations(kind):
    W = kind("uniform")(np.random.default_rng(0), SHAPE)
    end = np.sqrt(3) * kind().deviation(SHAPE)
    assert 0.99 * end < np.abs(W).max() <= end


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4)])
def test_orthogonal_keeps_lengths(shape):
    W = Orthogonal(gain=3.0)(np.random.default_rng(0), shape)
    gram = W.T @ W if shape[0] >= shape[1] else W @ W.T
    np.testing.assert_allclose(gram, 9 * np.eye(min(shape)), atol=1e-12)


def test_orthogonal_prefers_no_direction():
    """Without the signs of R's diagonal, Q[0, 0] of LAPACK's QR is always negative."""
    rng = np.random.default_rng(0)
    corners = [Orthogonal()(rng, (2, 2))[0, 0] for _ in range(200)]
    assert 60 < sum(c > 0 for c in corners) < 140


def test_relu_keeps_its_mean_square_with_kaiming_and_halves_it_with_lecun():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2000, 300))
    for init, factor in ((Kaiming(), 1.0), (LeCun(), 0.5)):
        y = np.maximum(x @ init(rng, (300, 300)), 0)
        assert (y**2).mean() == pytest.approx(factor * (x**2).mean(), rel=0.05)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Normal(-1), "std must be zero or positive, got -1"),
        (lambda: Uniform(0), "limit must be positive, got 0"),
        (lambda: Kaiming(fan="both"), "fan must be one of 'in', 'out', got 'both'"),
        (lambda: Xavier("cauchy"), "distribution must be one of 'normal', 'uniform'"),
        (lambda: Orthogonal(-2), "gain must be positive, got -2"),
        (lambda: Kaiming().deviation((3,)), r"shape must be \(fan-in, fan-out\), got \(3,\)"),
        (lambda: Kaiming()(0, (3, 2)), "rng must be a numpy Generator, got 0"),
    ],
)
def test_bad_input_is_named(make, message):
    with pytest.raises((ValueError, TypeError), match=f"^{message}"):
        make()


@pytest.mark.oracle
@pytest.mark.parametrize("distribution", ["normal", "uniform"])
def test_torch_aims_at_the_same_spread(distribution):
    import torch

    W = torch.empty(SHAPE[::-1], dtype=torch.float64)  # torch: (fan-out, fan-in)
    torch.manual_seed(0)
    for init, name, options in (
        (Xavier(distribution), f"xavier_{distribution}_", {}),
        (Kaiming(distribution), f"kaiming_{distribution}_", {"nonlinearity": "relu"}),
        (Kaiming(distribution, fan="out"), f"kaiming_{distribution}_", {"mode": "fan_out"}),
        (Kaiming(distribution, alpha=0.5), f"kaiming_{distribution}_", {"a": 0.5}),
    ):
        options = {"nonlinearity": "leaky_relu"} | options if "kaiming" in name else options
        getattr(torch.nn.init, name)(W, **options)
        ours = init(np.random.default_rng(0), SHAPE)
        assert float(W.std()) == pytest.approx(init.deviation(SHAPE), rel=0.015)
        assert ours.std() == pytest.approx(float(W.std()), rel=0.02)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5)])
def test_orthogonal_columns_are_those_of_a_gaussian_matrix(shape):
    """Gram and Schmidt's: the factor beside them is triangular, with a positive diagonal."""
    Q = Orthogonal(gain=2.0)(np.random.default_rng(3), shape)
    Q = Q if shape == (5, 3) else Q.T
    R = Q.T @ np.random.default_rng(3).standard_normal((5, 3)) / 2
    np.testing.assert_allclose(R, np.triu(R), atol=1e-12)
    assert (np.diag(R) > 0).all()


def test_whole_numbers_are_kept_as_floats():
    assert repr(ConstantValue(1)) == "ConstantValue(value=1.0)"
    assert repr(Normal(2)) == "Normal(std=2.0)"
    assert repr(Uniform(3)) == "Uniform(limit=3.0)"
    assert repr(Orthogonal(2)) == "Orthogonal(gain=2.0)"
    assert repr(Kaiming(alpha=1)) == "Kaiming(distribution='normal', fan='in', alpha=1.0)"
