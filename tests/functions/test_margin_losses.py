"""Every margin loss against differences, hand-made numbers, PyTorch and scikit-learn."""

import numpy as np
import pytest

from course_lib.functions import (
    CForm,
    ElasticNet,
    EmpiricalRisk,
    ExponentialLoss,
    Hinge,
    LogLoss,
    MarginLoss,
    ModifiedHuber,
    PerceptronLoss,
    SigmoidLoss,
    SmoothedHinge,
    SquaredHinge,
    SquaredNorm,
    ZeroOne,
    add_bias,
)
from tests.functions.differences import central

LOSSES = (
    ZeroOne(), PerceptronLoss(), Hinge(), SquaredHinge(), SmoothedHinge(), ModifiedHuber(),
    LogLoss(), LogLoss(base=2), ExponentialLoss(), SigmoidLoss(),
)  # fmt: skip
every = pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
rng = np.random.default_rng(11)
SCORES = rng.normal(0, 2, 400)
Y = rng.choice([-1.0, 1.0], 400)
CLEAR = np.abs((SCORES * Y)[:, None] - [-1.0, 0.0, 1.0]).min(axis=1) > 1e-3
SCORES, Y = SCORES[CLEAR], Y[CLEAR]
X = add_bias(rng.normal(0, 1, (30, 2)))
LABELS = rng.choice([-1.0, 1.0], 30)


def test_every_loss_is_tried():
    assert {type(loss) for loss in LOSSES} == set(MarginLoss.__subclasses__())


@every
def test_slope_and_curvature_are_those_of_the_value(loss):
    h = 1e-5
    slope = (loss(SCORES + h, Y) - loss(SCORES - h, Y)) / (2 * h)
    np.testing.assert_allclose(loss.grad(SCORES, Y), slope, rtol=1e-7, atol=1e-8)
    bend = (loss.grad(SCORES + h, Y) - loss.grad(SCORES - h, Y)) / (2 * h)
    np.testing.assert_allclose(loss.second(SCORES, Y), bend, rtol=1e-7, atol=1e-8)


@every
def test_it_depends_on_the_margin_only(loss):
    z = SCORES * Y
    np.testing.assert_array_equal(loss(SCORES, Y), loss.of_margin(z))
    np.testing.assert_array_equal(loss.grad(SCORES, Y), Y * loss.slope(z))
    np.testing.assert_array_equal(loss(SCORES, Y), loss(-SCORES, -Y))


@every
def test_the_flags_tell_the_truth(loss):
    z = np.linspace(-4, 4, 801)
    value = loss.of_margin(z)
    chord = value[:-2] + value[2:] - 2 * value[1:-1]
    assert loss.convex is bool((chord >= -1e-12).all())
    jumps = np.abs(loss.slope(z + 1e-9) - loss.slope(z - 1e-9)).max()
    steps = np.abs(loss.of_margin(z + 1e-9) - loss.of_margin(z - 1e-9)).max()
    assert loss.differentiable is bool(max(jumps, steps) < 1e-3)
    assert (np.diff(value) <= 0).all()
    if loss.smoothness is not None:
        largest = np.nanmax(np.abs(loss.bend(np.linspace(-4, 4, 8001))))
        assert largest == pytest.approx(loss.smoothness, rel=1e-5)


@every
def test_one_sided_slopes_and_nan_at_kinks(loss):
    z = np.array([-1.0, 0.0, 1.0, 0.3])
    for d in (1.0, -2.0):
        got = loss.directional(z, 1, d)
        want = (loss.of_margin(z + 1e-9 * d) - loss.of_margin(z)) / 1e-9
        finite = np.isfinite(got)
        np.testing.assert_allclose(got[finite], want[finite], atol=1e-4)
        assert (want[~finite] < -1e8).all()  # the jump of the 0–1 loss
    h = 1e-6
    left, right = (loss.slope(z + s * h) - loss.slope(z) for s in (-1, 1))
    value_jump = np.abs(loss.of_margin(z + h) - loss.of_margin(z - h)) > 0.5
    bent = (np.abs(left + right) > 0.5 * h) & (np.abs(right) + np.abs(left) > 1e-7)
    sharp = np.abs(left / -h - right / h) > 0.5
    np.testing.assert_array_equal(np.isnan(loss.bend(z)), sharp & bent | value_jump)


@every
@pytest.mark.filterwarnings("error")
def test_margins_of_ten_thousand_are_safe(loss):
    z = np.array([-1e4, 1e4])
    for out in (loss.of_margin(z), loss.slope(z), loss.bend(z), loss(z, 1)):
        assert not np.isnan(out).any()
    assert loss.of_margin(1e4) == 0
    if not isinstance(loss, ExponentialLoss):  # e^10000 is beyond the floating-point numbers
        assert np.isfinite(loss.of_margin(z)).all()


@every
def test_surrogates_lie_above_the_mistakes(loss):
    z = np.linspace(-3, 3, 601)
    above = (loss.of_margin(z) >= ZeroOne().of_margin(z)).all()
    below = (PerceptronLoss, SigmoidLoss)
    assert above == (not isinstance(loss, below) and loss != LogLoss())


def test_numbers_by_hand():
    z = np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0])
    table = {
        ZeroOne(): [1, 1, 1, 0, 0, 0],
        PerceptronLoss(): [2, 1, 0, 0, 0, 0],
        Hinge(): [3, 2, 1, 0.5, 0, 0],
        SquaredHinge(): [9, 4, 1, 0.25, 0, 0],
        SmoothedHinge(): [5, 3, 1, 0.25, 0, 0],  # −2z + 1, (z − 1)², 0
        ModifiedHuber(): [8, 4, 1, 0.25, 0, 0],  # −4z below −1
    }
    for loss, want in table.items():
        np.testing.assert_allclose(loss.of_margin(z), want)
    assert LogLoss(2).of_margin(0) == 1
    assert LogLoss().of_margin(0) == pytest.approx(np.log(2))
    assert SigmoidLoss().of_margin(0) == 0.5
    assert ExponentialLoss().of_margin(-1) == pytest.approx(np.e)


def test_subgradients_at_the_kinks():
    assert Hinge().slope(1.0) == 0
    assert PerceptronLoss().slope(0.0) == 0


def test_zero_one_and_plus_minus_one_labels_agree():
    """−[t log p + (1 − t) log(1 − p)] with t = (y + 1)/2."""
    t, p = (Y + 1) / 2, 1 / (1 + np.exp(-SCORES))
    np.testing.assert_allclose(
        LogLoss()(SCORES, Y), -(t * np.log(p) + (1 - t) * np.log(1 - p)), rtol=1e-9
    )
    np.testing.assert_allclose(LogLoss().grad(SCORES, Y), p - t, rtol=1e-9)


@every
def test_risks_take_them(loss):
    f = EmpiricalRisk(loss, X, LABELS)
    W = np.random.default_rng(0).normal(0, 1, (20, 3))
    want = [np.mean([loss(x @ w, y) for x, y in zip(X, LABELS, strict=True)]) for w in W]
    np.testing.assert_allclose(f(W), want, rtol=1e-12)
    np.testing.assert_allclose(f.grad(W), central(f, W, 1e-7), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("y", [[0, 1, 1], [1, 2, 1]])
def test_other_labels_are_refused(y):
    with pytest.raises(ValueError, match=r"y must hold the labels -1 and \+1.*2 \* y - 1"):
        EmpiricalRisk(Hinge(), np.ones((3, 1)), y)


def test_bad_base_is_named():
    with pytest.raises(ValueError, match="base must be in"):
        LogLoss(base=1)


class TestCForm:
    def test_it_is_half_the_square_plus_c_times_the_sum(self):
        w = np.array([0.5, -1.0, 2.0])
        want = 0.5 * 5.0 + 3.0 * np.maximum(0, 1 - LABELS * (X @ w)).sum()
        assert CForm(Hinge(), X, LABELS, C=3.0)(w) == pytest.approx(want, rel=1e-12)

    def test_lambda_is_one_over_n_c(self):
        f = CForm(LogLoss(), X, LABELS, C=3.0)
        assert f.lam == pytest.approx(1 / 90)
        W = np.random.default_rng(1).normal(0, 1, (5, 3))
        risk = EmpiricalRisk(LogLoss(), X, LABELS) + SquaredNorm(1) * (1 / 90)
        np.testing.assert_allclose(f(W), 90 * risk(W))
        np.testing.assert_allclose(f(W), f.risk_form(W) / f.lam)
        np.testing.assert_allclose(f.grad(W), central(f, W, 1e-6), rtol=1e-6, atol=1e-6)

    def test_mini_batches_are_unbiased(self):
        f, w = CForm(Hinge(), X, LABELS), np.array([0.3, 1.0, -1.0])
        draw = np.random.default_rng(2)
        grads = np.mean([f.sample(draw, 10).grad(w) for _ in range(3000)], axis=0)
        np.testing.assert_allclose(grads, f.grad(w), atol=0.3)

    @pytest.mark.parametrize("C", [0, -1.0, np.nan, np.inf])
    def test_bad_price_is_named(self, C):
        with pytest.raises(ValueError, match="C must be"):
            CForm(Hinge(), X, LABELS, C=C)


def test_elastic_net_is_the_mixture():
    w = np.array([9.0, 3.0, -4.0])
    assert ElasticNet(0.25, 1)(w) == pytest.approx(0.25 * 7 + 0.75 * 12.5)
    for z in np.random.default_rng(3).normal(0, 2, (200, 3)):
        best = ElasticNet(0.25, 1).prox(w, 0.7)
        R = ElasticNet(0.25, 1)
        assert R(best) + ((best - w) ** 2).sum() / 1.4 <= R(z) + ((z - w) ** 2).sum() / 1.4
    assert ElasticNet(1.0).prox([0.5], 1.0) == 0
    assert ElasticNet(0.0).prox([1.0], 1.0) == 0.5


@pytest.mark.oracle
def test_pytorch_agrees_in_value_and_gradient():
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    table = {
        Hinge(): lambda z: F.relu(1 - z),
        SquaredHinge(): lambda z: F.relu(1 - z) ** 2,
        LogLoss(): lambda z: F.softplus(-z, threshold=100),
        LogLoss(2): lambda z: F.softplus(-z, threshold=100) / np.log(2),
        ExponentialLoss(): lambda z: torch.exp(-z),
        SigmoidLoss(): lambda z: torch.sigmoid(-z),
        PerceptronLoss(): lambda z: F.relu(-z),
        SmoothedHinge(): lambda z: F.huber_loss(F.relu(1 - z), 0 * z, reduction="none") * 2,
        ModifiedHuber(): lambda z: (
            F.huber_loss(F.relu(1 - z), 0 * z, reduction="none", delta=2.0) * 2
        ),
    }
    assert set(table) == set(LOSSES) - {ZeroOne()}
    for loss, theirs in table.items():
        score = torch.tensor(SCORES, requires_grad=True)
        out = theirs(torch.tensor(Y) * score)
        np.testing.assert_allclose(loss(SCORES, Y), out.detach().numpy(), rtol=1e-12, atol=1e-14)
        out.sum().backward()
        np.testing.assert_allclose(loss.grad(SCORES, Y), score.grad.numpy(), rtol=1e-9, atol=1e-14)


@pytest.mark.oracle
def test_scikit_learn_agrees():
    metrics = pytest.importorskip("sklearn.metrics")
    assert Hinge()(SCORES, Y).mean() == pytest.approx(metrics.hinge_loss(Y, SCORES), rel=1e-12)
    p = 1 / (1 + np.exp(-SCORES))
    assert LogLoss()(SCORES, Y).mean() == pytest.approx(metrics.log_loss(Y, p), rel=1e-12)
    mistakes = metrics.zero_one_loss(Y, np.sign(SCORES))
    assert ZeroOne()(SCORES, Y).mean() == pytest.approx(mistakes)
