"""Adam + L2 against AdamW: all runs at once are the runs one by one; what the pictures claim."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.datasets import load_spambase
from course_lib.functions import SquaredNorm
from course_lib.lessons.optimizers.weight_decay import (
    BATCH,
    EVERY,
    LAMBDAS,
    SEED,
    SGD_FACTOR,
    STEPS,
    feature_names,
    spam_risk,
    weight_decay,
)
from course_lib.lessons.optimizers.weight_decay_view import DECAY, WeightDecayView
from course_lib.optim import SGD, Adam, AdamW, minimize
from course_lib.plots.style import style_context

LAM, LR = float(LAMBDAS[20]), 0.01


def alone(method, lam, lr=LR):
    """One run by `minimize`, on the same mini-batches."""
    risk = spam_risk()
    if method == 0:
        optimizer = Adam(lr, l2=lam)
    elif method == 1:
        optimizer = AdamW(lr, weight_decay=lam)
    else:
        risk, optimizer = risk + lam * SquaredNorm(), SGD(SGD_FACTOR * lr)
    return minimize(risk, np.zeros(57), optimizer, steps=STEPS, batch_size=BATCH,
                    rng=np.random.default_rng(SEED)).x  # fmt: skip


@pytest.mark.parametrize("method", range(3))
def test_every_frame_is_that_of_a_run_by_itself(method):
    run = weight_decay(lam=LAM, lr=LR)
    np.testing.assert_allclose(run.w[method], alone(method, LAM)[::EVERY], rtol=1e-8, atol=1e-10)
    free = alone(method, 0.0)[::EVERY]
    np.testing.assert_allclose(run.free[method], free, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("method", range(3))
def test_the_size_of_gradients_and_the_decay_by_their_sums(method):
    """Both running means written as weighted sums over all steps, from the run's iterates."""
    run, x = weight_decay(lam=LAM, lr=LR), alone(method, LAM)
    rng = np.random.default_rng(SEED)
    grads = np.stack([spam_risk().sample(rng, BATCH).grad(point) for point in x[:-1]])
    seen = grads if method == 1 else grads + LAM * x[:-1]
    ages = np.arange(STEPS)[::-1, None]
    slow, fast = 0.999**ages, 0.9**ages
    rms = np.sqrt((slow * seen**2).sum(axis=0) / slow.sum())
    np.testing.assert_allclose(run.rms[method, -1], rms, rtol=1e-8)
    expected = np.full(57, LAM)
    if method == 0:
        pull = (fast * LAM * x[:-1]).sum(axis=0) / fast.sum()
        expected = pull / (rms + 1e-8) / x[-2]
    np.testing.assert_allclose(run.decay[method, -1], expected, rtol=1e-6)


@pytest.mark.parametrize("lam", [0.01, 0.1, 1.0])
def test_the_decay_of_adam_with_l2_is_lambda_over_the_root(lam):
    run = weight_decay(lam=lam, lr=LR)
    sure = run.sure[0, -1]
    times = run.decay[0, -1][sure] * run.rms[0, -1][sure] / run.lam
    assert 0.8 < np.median(times) < 1.1
    assert np.ptp(np.log10(run.rms[0, -1][sure])) > 1, "over more than a factor of ten"


def quarters(run, method):
    """What is left of the weights with the smallest and the largest gradients, as medians."""
    w, free, rms = run.w[method, -1], run.free[method, -1], run.rms[method, -1]
    clear = [i for i in range(57) if abs(free[i]) > 0.5 * np.median(abs(free))]
    ranked = sorted(clear, key=lambda i: rms[i])
    n = len(ranked) // 4
    return [np.median([w[i] / free[i] for i in part]) for part in (ranked[:n], ranked[-n:])]


@pytest.mark.parametrize("lr", [0.003, 0.01])
def test_large_gradients_save_a_weight_from_the_penalty_but_not_from_the_decay(lr):
    run = weight_decay(lam=0.1, lr=lr)
    small, large = quarters(run, 0)
    assert large > 1.5 * small
    small, large = quarters(run, 1)
    assert abs(large - small) < 0.05


def test_kept_is_a_quotient_where_it_is_clear():
    run = weight_decay(lam=0.1, lr=LR)
    assert np.isnan(run.kept[0, 0]).all(), "all weights start at 0"
    clear = run.clear[1, -1]
    np.testing.assert_allclose(run.kept[1, -1][clear] * run.free[1, -1][clear], run.w[1, -1][clear])
    assert np.isnan(run.kept[1, -1][~clear]).all()


def test_the_nearest_lambda_is_taken_and_told():
    run = weight_decay(lam=0.26, lr=LR)
    assert run.lam == pytest.approx(10**-0.6)
    assert run.summary.startswith("λ = 0.25, η = 0.01, ")


def test_features_are_per_thousand_and_centred():
    X, raw = spam_risk().X, load_spambase().X
    np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-9)
    i, j = feature_names().index("george"), feature_names().index("capitalTotal")
    np.testing.assert_allclose(X[:, i] - X[0, i], 10 * (raw[:, i] - raw[0, i]))
    np.testing.assert_allclose(X[:, j] - X[0, j], np.log(raw[:, j] / raw[0, j]), atol=1e-12)
    assert {"$", "!", "3d"} <= set(feature_names())


def test_adam_with_l2_ends_where_gradient_descent_does_and_adamw_does_not():
    """In the long run the penalty's minimizer is the same: what differs is the speed."""
    f = spam_risk().subset(slice(0, None, 40))
    penalized = f + 0.1 * SquaredNorm()
    start = np.zeros(57)
    adam = minimize(f, start, Adam(0.003, l2=0.1), steps=6000).x[-1]
    adamw = minimize(f, start, AdamW(0.003, weight_decay=0.1), steps=6000).x[-1]
    assert np.linalg.norm(penalized.grad(adam)) < 1e-3
    assert np.linalg.norm(penalized.grad(adamw)) > 0.05


def made():
    with style_context():
        return WeightDecayView(Figure(figsize=(9.4, 4.0)))


def line(artist):
    return np.array(artist.get_data())


def test_decay_and_what_is_left_stand_over_the_size_of_gradients():
    view, run = made(), weight_decay(lam=1.0, lr=0.01, with_sgd=True)
    view.update(run)
    for t in (0, 7, 40):
        view.show(run, t)
        assert view.time.get_text() == f"after {10 * t} steps"
        for m in range(3):
            sure = run.sure[m, t]
            x, y = line(view.speeds[m])
            np.testing.assert_array_equal(x, run.rms[m, t][sure])
            np.testing.assert_allclose(y, np.clip(run.decay[m, t][sure], *DECAY))
            np.testing.assert_array_equal(line(view.parts[m])[0], run.rms[m, t][run.clear[m, t]])
    i = feature_names().index("3d")
    assert feature_names()[view.at[1]] == "3d"
    assert view.names[1].get_position() == (run.rms[0, 40, i], run.kept[0, 40, i])
    view.show(run, 0)
    assert view.names[1].get_position()[1] > view.part.get_ylim()[1], "nothing to name yet"


def test_the_laws_are_lambda_and_lambda_over_the_root():
    view = made()
    for lam in (0.01, 1.0):
        view.update(weight_decay(lam=lam))
        x, y = line(view.law)
        np.testing.assert_allclose(x * y, lam)
        np.testing.assert_allclose(line(view.level)[1], lam)
        assert not view.parts[2].get_visible()
