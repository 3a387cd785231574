"""PyTorch's schedulers as an oracle: the same rates over 200 steps."""

import numpy as np
import pytest

from course_lib.optim import Adam, ReduceOnPlateau
from course_lib.schedules import (
    Constant,
    Cosine,
    Exponential,
    InverseTime,
    Linear,
    OneCycle,
    Polynomial,
    Restarts,
    Step,
    Warmup,
)

pytestmark = pytest.mark.oracle

STEPS = 200


def torch_rates(make, steps=STEPS):
    """The rates that make(optimizer) leaves for the steps, from a base rate of 0.3."""
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    scheduler = make(optimizer, torch.optim.lr_scheduler)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


@pytest.mark.parametrize(
    ("ours", "make"),
    [
        (Constant(0.3), lambda o, s: s.ConstantLR(o, factor=1.0)),
        (Step(0.3, every=30), lambda o, s: s.StepLR(o, 30)),
        (Step(0.3, 0.5, every=7), lambda o, s: s.StepLR(o, 7, gamma=0.5)),
        (Step(0.3, milestones=(30, 60, 90)), lambda o, s: s.MultiStepLR(o, [30, 60, 90])),
        (Exponential(0.3, factor=0.97), lambda o, s: s.ExponentialLR(o, 0.97)),
        (Linear(0.3, 80, end=0.03),
         lambda o, s: s.LinearLR(o, start_factor=1, end_factor=0.1, total_iters=80)),
        (Polynomial(0.3, 80), lambda o, s: s.PolynomialLR(o, 80, power=2)),
        (Polynomial(0.3, 80, power=1), lambda o, s: s.PolynomialLR(o, 80)),
        (Cosine(0.3, STEPS, end=0.01), lambda o, s: s.CosineAnnealingLR(o, STEPS, eta_min=0.01)),
        (Restarts(60, Cosine(0.3, 60)), lambda o, s: s.CosineAnnealingWarmRestarts(o, 60)),
        (InverseTime(0.3, decay=0.1), lambda o, s: s.LambdaLR(o, lambda t: 1 / (1 + 0.1 * t))),
        (Warmup(50, 0.3, start_factor=0.01), lambda o, s: s.LinearLR(o, 0.01, total_iters=50)),
        (Warmup(50, Exponential(0.3, 0.9), start_factor=1 / 3),
         lambda o, s: s.SequentialLR(o, [s.LinearLR(o, total_iters=50), s.ExponentialLR(o, 0.9)],
                                     milestones=[50])),
    ],
    ids=lambda v: repr(v) if not callable(v) or hasattr(v, "_rate") else "torch",
)  # fmt: skip
def test_the_same_rates(ours, make):
    np.testing.assert_allclose(ours(np.arange(STEPS)), torch_rates(make), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("peak", "total"), [(0.3, 200), (0.25, 101)])
def test_one_cycle(peak, total):
    """PyTorch's last step is total − 1, and its peak lies at step peak · total − 1."""
    ours = OneCycle(0.5, total - 1, rise=(peak * total - 1) / (total - 1))
    theirs = torch_rates(lambda o, s: s.OneCycleLR(o, 0.5, total, pct_start=peak), total - 1)
    np.testing.assert_allclose(ours(np.arange(total - 1)), theirs, rtol=1e-10)


@pytest.mark.parametrize("patience", [0, 3])
def test_the_plateau(patience):
    """The losses of a noisy run that settles; PyTorch's threshold is relative, too."""
    import torch

    rng = np.random.default_rng(0)
    losses = np.exp(-np.arange(STEPS) / 20) + 0.05 * rng.random(STEPS) + 0.1
    ours = ReduceOnPlateau(Adam(0.3), factor=0.5, patience=patience, min_factor=0.01)
    state, factors = ours.init(np.zeros(1)), []
    theirs = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        theirs, factor=0.5, patience=patience, min_lr=0.003
    )
    rates = []
    for loss in losses:
        state = ours.observe(state, loss)
        scheduler.step(loss)
        factors.append(state.factor)
        rates.append(theirs.param_groups[0]["lr"])
    np.testing.assert_allclose(0.3 * np.array(factors), rates, rtol=1e-12)
    assert len(set(rates)) > 4
