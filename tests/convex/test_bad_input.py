"""Every function on an objective names what is wrong with its arguments."""

import inspect

import numpy as np
import pytest

from course_lib import convex
from course_lib.functions import Quadratic, Saddle
from course_lib.functions.objective import Objective

#: What the other arguments may be, by name.
RIGHT = {
    "x": [1.0], "y": [0.0], "t": 0.5, "g": 1.0, "A": [[1.0]], "direction": [1.0], "radius": 0.1,
}  # fmt: skip
BOWL = Quadratic([2.0])


def taking_objectives():
    """(function, name of an argument that is an Objective), over all that is exported."""
    for name in convex.__all__:
        function = getattr(convex, name)
        if callable(function):
            for argument in inspect.signature(function).parameters.values():
                if argument.annotation == "Objective":
                    yield pytest.param(function, argument.name, id=f"{name}-{argument.name}")


def call(function, **given):
    """The function with right arguments, but for those given."""
    wanted = inspect.signature(function).parameters.values()
    values = {p.name: BOWL for p in wanted if p.annotation == "Objective"}
    values |= {p.name: RIGHT[p.name] for p in wanted if p.name in RIGHT and p.name not in values}
    values |= {"rng": np.random.default_rng(0)} if "rng" in {p.name for p in wanted} else {}
    return function(**values | given)


@pytest.mark.parametrize(("function", "name"), list(taking_objectives()))
@pytest.mark.parametrize("wrong", [3, None, "x²", np.square, lambda x: x, [1.0], Quadratic])
def test_what_is_no_objective_is_named(function, name, wrong):
    call(function)
    with pytest.raises(TypeError, match=rf"^{name} must be an Objective, got .*; write "):
        call(function, **{name: wrong})


def test_the_class_in_place_of_an_object_is_told():
    with pytest.raises(TypeError, match=r"write Saddle\(\.\.\.\)$"):
        call(convex.midpoint_test, f=Saddle)


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (convex.midpoint_test, "pairs"),
        (convex.chord_test, "pairs"),
        (convex.find_violation, "pairs"),
        (convex.first_order_test, "pairs"),
        (convex.second_order_test, "points"),
    ],
)
def test_counts_have_the_name_of_the_argument(function, name):
    with pytest.raises(ValueError, match=rf"^{name} must be at least 1, got 0$"):
        call(function, **{name: 0})
    with pytest.raises(TypeError, match=rf"^{name} must be a whole number, got 2.5$"):
        call(function, **{name: 2.5})


def test_a_lipschitz_constant_needs_two_pairs():
    with pytest.raises(ValueError, match=r"^pairs must be at least 2, got 1$"):
        call(convex.lipschitz_estimate, pairs=1)


@pytest.mark.parametrize("bounds", [[(1.0, 0.0)], [(0.0, 0.0)], [(0.0, 1.0, 2.0)], [(0, 1)] * 2])
@pytest.mark.parametrize("function", [convex.midpoint_test, convex.second_order_test])
def test_bounds_are_one_pair_a_coordinate(function, bounds):
    with pytest.raises(ValueError, match=r"^bounds must be \(low, high\) with low < high .*one pa"):
        call(function, bounds=bounds)


@pytest.mark.parametrize("x", [None, "a", [1j], ["1"]])
@pytest.mark.parametrize(
    "function",
    [
        convex.subdifferential, convex.clarke_differential, convex.is_subgradient,
        convex.linear_model, convex.quadratic_model, convex.chord_gap, convex.tangent_gap,
    ],
)  # fmt: skip
def test_points_are_named(function, x):
    with pytest.raises(TypeError, match=r"^x must be (an array of numbers|real)"):
        call(function, x=x)


def test_shapes_are_named():
    with pytest.raises(ValueError, match=r"^b must be a number or have 1 entries, got \(2,\)"):
        convex.AffineComposition(BOWL, [[1.0]], [1.0, 2.0])
    with pytest.raises(ValueError, match=r"^curvature must have shape \(1, 1\), got \(2, 2\)"):
        convex.TaylorModel([0.0], 1.0, [1.0], np.eye(2))


def test_objectives_themselves_take_numbers_only():
    for wrong in (["1", "2"], "ab", [1j, 0], None):
        with pytest.raises(TypeError, match=r"^x must be (an array of numbers|real)"):
            Saddle()(wrong)
    assert isinstance(BOWL, Objective)
