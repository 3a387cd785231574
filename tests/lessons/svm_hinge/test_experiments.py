"""The experiments of notebook 09 against what is known by other means."""

import numpy as np
import pytest

from course_lib.functions import Hinge
from course_lib.lessons.svm_hinge import penalty_and_loss as pl
from course_lib.lessons.svm_hinge import svm_descent as sd
from course_lib.lessons.svm_hinge.separating_lines import line_table, room_of, separating_lines
from course_lib.lessons.svm_hinge.soft_margin import CLOUDS, soft_margin
from course_lib.lessons.svm_hinge.support_vectors import (
    LECTURE_POINTS,
    POINT_SETS,
    grab,
    move,
    support_vectors,
)
from course_lib.lessons.svm_hinge.surrogates import SURROGATES, surrogates
from course_lib.linear import LinearSVM, LogisticRegression
from course_lib.optim import SubgradientMethod, minimize

# ---- many lines ---------------------------------------------------------------------------------


def test_no_line_of_the_map_has_more_room_than_the_widest():
    table = line_table()
    widest = room_of(*table.best)
    assert table.room.max() <= widest + 1e-9
    assert table.room.max() > 0.98 * widest  # and the map comes near to it
    svm = LinearSVM(C=np.inf).fit(table.X, table.y)
    assert widest == pytest.approx(svm.margin_width_, rel=1e-6)


def test_every_perceptron_separates_and_orders_lead_to_different_lines():
    table = line_table()
    rooms = [room_of(*line) for line in table.perceptron]
    assert min(rooms) > 0
    assert len({round(r, 3) for r in rooms}) > 10


def test_room_is_twice_the_distance_of_the_nearest_point():
    run = separating_lines(angle=45.0, offset=0.5)
    normal = np.array([1.0, 1.0]) / np.sqrt(2)
    distance = np.abs(run.table.X @ normal - 0.5)
    assert run.room == pytest.approx(2 * distance.min())
    np.testing.assert_allclose(np.linalg.norm(run.table.X - run.feet, axis=1), distance)
    np.testing.assert_allclose(run.feet @ normal, 0.5)


def test_a_line_with_mistakes_says_how_many():
    run = separating_lines(angle=-30.0, offset=0.0)
    wrong = (run.table.y * (run.table.X @ run.normal) <= 0).sum()
    assert wrong > 0
    assert run.room < 0
    assert f"puts {wrong} of 17" in run.summary


# ---- the quadratic program ----------------------------------------------------------------------


def test_the_lectures_multipliers():
    run = support_vectors()
    want = np.zeros(10)
    want[[0, 5, 7]] = 0.8, 1.4, 0.6
    np.testing.assert_allclose(run.alpha, want, atol=1e-6)
    assert (run.y[[0, 7]] == 1).all()
    assert run.y[5] == -1
    assert run.margin == pytest.approx(2 / np.sqrt(2.8))
    assert "0.80 + 0.60 = 1.40 against 1.40" in run.summary


@pytest.mark.parametrize("name", POINT_SETS)
def test_optimality_conditions(name):
    run = support_vectors(data=name, points=POINT_SETS[name])
    np.testing.assert_allclose((run.alpha * run.y) @ run.X, run.w, atol=1e-6)
    assert run.alpha @ run.y == pytest.approx(0, abs=1e-6)
    assert run.excess.min() > -1e-6
    np.testing.assert_allclose(run.alpha * run.excess, 0, atol=1e-6)
    assert run.alpha.sum() == pytest.approx(run.w @ run.w, rel=1e-5)


def test_only_support_vectors_hold_the_line():
    whole, part = support_vectors(), support_vectors(only=True)
    assert part.kept.sum() == 3
    np.testing.assert_allclose(part.w, whole.w, atol=1e-6)
    assert part.b == pytest.approx(whole.b, abs=1e-6)


def test_moving_an_inner_point_changes_nothing_and_a_support_vector_does():
    inner = move(LECTURE_POINTS, (8, 0.0, 0.0), -2.0, -2.0)
    np.testing.assert_allclose(support_vectors(points=inner).alpha, support_vectors().alpha,
                               atol=1e-6)  # fmt: skip
    held = move(LECTURE_POINTS, (5, 0.0, 0.0), -1.0, -1.0)
    assert support_vectors(points=held).margin > support_vectors().margin


def test_a_grabbed_point_does_not_jump_and_stays_in_the_picture():
    held = grab(LECTURE_POINTS, 0.0, 0.0)
    x, y, label = LECTURE_POINTS[held[0]]
    assert move(LECTURE_POINTS, held, 0.0, 0.0)[held[0]] == (round(x, 3), round(y, 3), label)
    assert move(LECTURE_POINTS, held, 99.0, -99.0)[held[0]][:2] == (4.0, -3.0)


def test_inseparable_points_have_no_hard_margin():
    crossed = move(LECTURE_POINTS, (8, 0.0, 0.0), 1.5, 1.8)
    run = support_vectors(points=crossed)
    assert not run.separable
    assert np.isnan(run.alpha).all()
    assert "No line separates" in run.summary


# ---- the soft margin ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLOUDS)
@pytest.mark.parametrize("C", [1e-3, 0.1, 10.0, 1e4])
def test_slacks_are_those_of_the_optimum(name, C):
    run = soft_margin(data=name, C=C)
    X, y = run.cloud.X, run.cloud.y
    svm = LinearSVM(C=C).fit(X, y)
    mine = 0.5 * run.w @ run.w + C * np.maximum(0, 1 - y * (X @ run.w + run.b)).sum()
    assert mine == pytest.approx(svm.objective_(svm.weights_), rel=1e-6)
    assert run.mistakes <= run.slack.sum() + 1e-9  # Σξ bounds the mistakes
    assert run.mistakes <= run.violations
    off = run.slack > 0
    np.testing.assert_allclose(y[off] * (run.feet[off] @ run.w + run.b), 1, atol=1e-9)
    length = np.linalg.norm(X - run.feet, axis=1)
    np.testing.assert_allclose(length, run.slack / np.linalg.norm(run.w), atol=1e-9)


def test_the_margin_shrinks_as_slack_gets_dearer():
    margins = [soft_margin(C=C).margin for C in (1e-3, 1e-2, 0.1, 1.0, 10.0)]
    assert (np.diff(margins) < 0).all()


def test_the_curve_holds_the_errors_of_its_C():
    cloud = soft_margin().cloud
    run = soft_margin(C=float(cloud.C[5]))
    assert (run.train, run.test) == (cloud.train[5], cloud.test[5])
    assert cloud.test.min() < cloud.test[0]
    assert cloud.test.min() < cloud.test[-1]  # the best C lies between the ends


# ---- surrogates ---------------------------------------------------------------------------------


def test_which_losses_bound_the_mistakes_and_which_are_convex():
    run = surrogates()
    below = {key for key, bound in run.bounds_mistakes.items() if not bound}
    assert below == {"log", "sigmoid", "perceptron"}
    assert {key for key, convex in run.convex.items() if not convex} == {"zero_one", "sigmoid"}


def test_numbers_at_z_and_what_is_shown():
    run = surrogates(z=-1.0, hinge=True, sigmoid=False)
    assert "sigmoid" not in run.shown
    assert run.value_at["hinge"] == 2.0
    assert run.slope_at["smoothed_hinge"] == -2.0
    assert run.slope_at["modified_huber"] == -4.0
    for key in SURROGATES:
        inside = np.isfinite(run.slope[key])
        assert inside.sum() >= 600


# ---- the subgradient method ---------------------------------------------------------------------


@pytest.mark.parametrize("rule", sd.RULES)
def test_the_path_is_that_of_the_library(rule):
    problem = sd.problem_of(2.0)
    run = sd.svm_descent(rule=rule, lr=0.3, C=2.0)
    lr = sd.RULES[rule](0.3, problem.f.lam)
    method = SubgradientMethod(lambda t: problem.f.lam * lr(t))
    trace = minimize(problem.f, np.zeros(3), method, 50)
    np.testing.assert_allclose(run.v[:51], trace.x, atol=1e-10)
    np.testing.assert_allclose(run.gap[:51], trace.value / problem.minimum - 1, atol=1e-9)


def test_a_batch_step_follows_only_its_batch():
    problem = sd.problem_of(1.0)
    run = sd.svm_descent(rule="constant", lr=0.1, C=1.0, batch=1)
    assert run.batches.shape == (sd.STEPS, 1)
    (i,) = run.batches[0]
    np.testing.assert_allclose(run.v[1], 0.1 * problem.y[i] * problem.A[i])


def test_no_iterate_is_below_the_optimum_and_shrinking_steps_come_near():
    for batch in sd.BATCHES.values():
        assert sd.svm_descent(batch=batch, lr=1.0).best_gap[-1] < 0.1
    value = sd.problem_of(1.0).f(sd.svm_descent().v)
    assert (value >= sd.problem_of(1.0).minimum * (1 - 1e-9)).all()


# ---- any penalty with any loss ------------------------------------------------------------------


def test_the_grid_finds_the_minimum_of_a_hinge_and_of_a_log_loss():
    rows = pl.signed_samples()
    w = pl.minimizer("hinge", "½‖w‖²", 0.1)

    def f(w):
        return 0.5 * w @ w + 0.1 * Hinge().of_margin(rows @ w).sum()

    rng = np.random.default_rng(0)
    assert all(f(w) <= f(w + d) + 1e-9 for d in rng.normal(scale=0.05, size=(200, 2)))


@pytest.mark.parametrize(("penalty", "name"), [("½‖w‖²", "l2"), ("‖w‖₁", "l1")])
def test_the_grid_agrees_with_the_library_on_symmetric_data(penalty, name):
    rows = pl.signed_samples()
    X, y = np.concatenate([rows, -rows]), np.repeat([1.0, -1.0], len(rows))
    model = LogisticRegression(C=0.05, penalty=name).fit(X, y)  # every loss counts twice
    np.testing.assert_allclose(model.intercept_, 0, atol=1e-4)
    np.testing.assert_allclose(pl.minimizer("log", penalty, 0.1), model.coef_[0], atol=1e-3)


def test_a_penalty_with_creases_gives_exact_zeros_and_a_round_one_does_not():
    assert (pl.minimizer("hinge", "‖w‖₁", 0.01) == 0).all()
    sparse = pl.penalty_and_loss(penalty="‖w‖₁", C=0.1)
    assert sparse.w[1] == 0
    assert "exactly 0" in sparse.summary
    assert (pl.penalty_and_loss(C=0.1).w != 0).all()


@pytest.mark.parametrize("penalty", pl.PENALTIES)
@pytest.mark.parametrize("C", [0.02, 0.5])
def test_the_ball_touches_the_loss_at_w(penalty, C):
    run = pl.penalty_and_loss(loss="log", penalty=penalty, C=C)
    R = pl.PENALTIES[penalty]
    np.testing.assert_allclose(R(run.ball), R(run.w), rtol=1e-4, atol=1e-9)
    loss = np.logaddexp(0, -(run.ball @ pl.signed_samples().T)).mean(axis=1)
    assert loss.min() >= run.level - 1e-4  # inside the ball no w has less loss


def test_bad_choices_are_told():
    with pytest.raises(ValueError, match="loss must be"):
        pl.penalty_and_loss(loss="square")
    with pytest.raises(ValueError, match="rule must be"):
        sd.svm_descent(rule="1/k³")


def test_a_run_that_leaves_is_named_and_stays_finite():
    run = sd.svm_descent(rule="constant", lr=10.0, C=0.01)
    assert "diverges" in run.summary
    assert run.v.shape == (sd.STEPS + 1, 3)
    assert np.isfinite(run.gap).all()
