"""The stored optimizers are what their recipes give, and what the file says of them is so."""

from types import SimpleNamespace

import numpy as np
import pytest

from course_lib.datasets.files import arrays
from course_lib.lessons.learning_to_learn import recipes
from course_lib.lessons.learning_to_learn.recipes import (
    BINS,
    CHECKPOINTS,
    FAMILIES,
    FILE,
    JUDGES,
    PREFIX,
    RULE,
    UNROLLS,
    begin,
    judged,
    key,
    learned,
    named,
    of_other_seeds,
    stored,
    stored_params,
    vector,
)

RECIPES = [(family, unroll) for family in FAMILIES for unroll in UNROLLS]


@pytest.mark.parametrize(("family", "unroll"), RECIPES)
def test_the_first_meta_steps_are_those_of_the_file(family, unroll):
    """The start, the functions, the meta-gradient and Adam: each would change these losses."""
    run = begin(family, unroll, PREFIX)
    np.testing.assert_allclose(run.losses, stored(family, unroll, "first"), rtol=1e-3)


CURVES = [(*recipe, -1, "quadratics") for recipe in RECIPES]
CURVES += [(*RECIPES[0], None, "quadratics"), (*RECIPES[4], 1, "quadratics")]
CURVES += [(*RECIPES[8], -1, "networks"), (*RECIPES[0], 0, "networks")]


@pytest.mark.parametrize(("family", "unroll", "checkpoint", "on"), CURVES)
def test_the_stored_curves_are_those_of_the_stored_parameters(family, unroll, checkpoint, on):
    curves = stored(family, unroll, "curves")[list(JUDGES).index(on)]
    assert len(curves) == 1 + len(CHECKPOINTS)
    row = {None: 0, -1: -1}.get(checkpoint, (checkpoint or 0) + 1)
    curve = judged(learned(family, unroll, checkpoint), on)
    np.testing.assert_allclose(curve, curves[row], rtol=1e-3)


def test_the_file_holds_every_recipe_and_nothing_else():
    names = {"rates", f"{key('quadratics', 20)}_seeds"}
    for family, unroll in RECIPES:
        names |= {key(family, unroll)} | {
            f"{key(family, unroll)}_{what}" for what in ("first", "losses", "curves")
        }
        assert arrays(FILE)[key(family, unroll)].shape == (len(CHECKPOINTS), 1232)
        assert stored(family, unroll, "losses").shape == (BINS,)
    assert set(arrays(FILE)) == names


def test_a_vector_of_parameters_and_back():
    params = RULE.init(np.random.default_rng(0))
    again = named(vector(params))
    assert list(again) == list(RULE.shapes())
    for name, value in params.items():
        np.testing.assert_array_equal(again[name], value)


def test_seeds_differ_and_checkpoints_differ():
    rows = [vector(rule.params) for rule in (learned(), *of_other_seeds())]
    rows.append(vector(stored_params(checkpoint=0)))
    for k, row in enumerate(rows):
        for other in rows[:k]:
            assert np.abs(row - other).max() > 0.01


def test_a_mini_training_with_another_seed_is_another_one():
    one, two = (begin("quadratics", 20, 1, seed=seed).losses for seed in (0, 1))
    assert one != pytest.approx(two, rel=1e-3)


def test_bad_names_are_told():
    with pytest.raises(ValueError, match="learned_on must be one of"):
        begin("cubics")
    with pytest.raises(ValueError, match="unroll must be one of"):
        begin("quadratics", 7)
    with pytest.raises(ValueError, match="unroll must be one of"):
        recipes.stored_params("quadratics", 7)


def test_what_is_recorded_is_packed_as_the_file_has_it(monkeypatch):
    """θ at each checkpoint, the first losses, the means of the bins, and curves for each judge."""
    rng = np.random.default_rng(0)
    start, *ends = (SimpleNamespace(params=RULE.init(rng, np.float32)) for _ in range(3))
    losses = np.arange(4.0 * BINS)

    def learn(learned_on, unroll, progress):
        assert (learned_on, unroll, progress) == ("rescaled quadratics", 5, print)
        return ends, losses

    monkeypatch.setattr(recipes, "learn", learn)
    monkeypatch.setattr(recipes, "begin", lambda learned_on, unroll: start)
    monkeypatch.setattr(recipes, "judged", lambda rule, on: [rule.params["W"][0, 0], len(on)])
    packed = recipes.record("rescaled quadratics", 5, print)
    name = key("rescaled quadratics", 5)
    assert list(packed) == [name, f"{name}_first", f"{name}_losses", f"{name}_curves"]
    theta, first, means, curves = packed.values()
    np.testing.assert_array_equal(theta, [vector(run.params) for run in ends])
    np.testing.assert_array_equal(first, losses[:PREFIX])
    np.testing.assert_array_equal(means, 4 * np.arange(BINS) + 1.5)
    want = [[[run.params["W"][0, 0], len(on)] for run in (start, *ends)] for on in JUDGES]
    np.testing.assert_array_equal(curves, np.array(want, dtype=np.float32))
    assert (theta.dtype, means.dtype, curves.dtype) == (np.float32,) * 3
