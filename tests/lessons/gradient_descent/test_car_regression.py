"""The regression on the cars, against least squares by other means and steps taken by hand."""

import numpy as np
import pytest

from course_lib.lessons.gradient_descent.car_regression import (
    UNITS,
    car_regression,
    car_risk,
    cars,
    to_line,
    to_plane,
)


def by_hand(unit, lr, start, steps):
    """Gradient descent in the unit's own coordinates, told in € and € per km."""
    x, y = cars()
    center, scale = {"km": (0, 1), "100,000 km": (0, 1e5), "standardized": (x.mean(), x.std())}[
        unit
    ]
    z = (x - center) / scale
    a, b = start[0] + start[1] * center, start[1] * scale
    rows = [(a, b)]
    for _ in range(steps):
        error = a + b * z - y
        a, b = a - lr * 2 * error.mean(), b - lr * 2 * (error * z).mean()
        rows.append((a, b))
    a, b = np.array(rows).T
    return np.column_stack([a - b * center / scale, b / scale])


@pytest.mark.parametrize(
    ("unit", "lr"), [("km", 1e-10), ("100,000 km", 0.5), ("standardized", 0.3)]
)
def test_steps_are_those_taken_by_hand(unit, lr):
    run = car_regression(unit=unit, lr=lr, start=(2000.0, -0.05), steps=20)
    np.testing.assert_allclose(run.w, by_hand(unit, lr, (2000.0, -0.05), 20), rtol=1e-9)


def test_the_start_is_the_lecture_s():
    np.testing.assert_allclose(car_regression().w[0], [900, -0.1])


@pytest.mark.parametrize("unit", UNITS)
def test_the_best_line_is_the_same_in_every_unit(unit):
    x, y = cars()
    run = car_regression(unit=unit, lr=0.5 * car_risk(unit).limit)
    np.testing.assert_allclose(run.best, np.polynomial.polynomial.polyfit(x, y, 1), rtol=1e-9)
    w = run.w[7]
    np.testing.assert_allclose(run.rmse[7], np.sqrt(np.mean((w[0] + w[1] * x - y) ** 2)))
    np.testing.assert_allclose(
        run.excess[7], np.sqrt(np.mean(((w - run.best) @ np.stack([x**0, x])) ** 2)), rtol=1e-6
    )


@pytest.mark.parametrize("unit", UNITS)
def test_the_formula_gives_the_steps(unit):
    run = car_regression(unit=unit, lr=0.8 * car_risk(unit).limit, exact=True)
    np.testing.assert_allclose(run.exact, run.w, rtol=1e-7)
    assert "agree to six digits" in run.summary


@pytest.mark.parametrize("unit", UNITS)
def test_two_over_L_is_the_border(unit):
    limit = car_risk(unit).limit
    below, above = (car_regression(unit=unit, lr=k * limit, steps=400) for k in (0.99, 1.01))
    assert below.rmse[-1] < below.rmse[0]
    assert above.rmse[-1] > above.rmse[0]
    assert "diverges" in above.summary
    assert "diverges" not in below.summary


def test_condition_numbers():
    assert car_risk("km").condition == pytest.approx(2.649e10, rel=1e-3)
    assert car_risk("100,000 km").condition == pytest.approx(16.384, rel=1e-4)
    assert car_risk("standardized").condition == pytest.approx(1, rel=1e-9)


def test_in_km_the_price_at_zero_does_not_move():
    run = car_regression(unit="km", lr=0.7 * car_risk("km").limit)
    assert abs(run.w[-1, 0] - 900) < 0.01
    assert "b has moved by €" in run.summary


@pytest.mark.parametrize("unit", UNITS)
def test_a_click_in_the_picture_is_the_line_there(unit):
    line = (12_000.0, -0.04)
    np.testing.assert_allclose(to_line(unit, to_plane(unit, line)), line)


def test_the_standardized_axes_are_the_price_at_the_mean_and_per_standard_deviation():
    x, _ = cars()
    place = to_plane("standardized", (12_000.0, -0.04))
    np.testing.assert_allclose(place, [12_000 - 0.04 * x.mean(), -0.04 * x.std()])
