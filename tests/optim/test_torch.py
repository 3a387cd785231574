"""PyTorch as an oracle: the same 200 steps, where both have the method and the setting."""

import numpy as np
import pytest

from course_lib.functions import EmpiricalRisk, LogLoss, Quadratic, Rosenbrock, SquaredNorm
from course_lib.optim import (
    AdaDelta,
    AdaGrad,
    Adam,
    AdamW,
    Clipped,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    minimize,
)
from course_lib.schedules import InverseSqrt

pytestmark = pytest.mark.oracle

STEPS = 200
BENT = InverseSqrt(1.0)


def logistic_data():
    rng = np.random.default_rng(3)
    X = rng.standard_normal((60, 4)) * [1, 2, 0.5, 3]
    return X, np.sign(X @ [1, -1, 2, 0.3] + 0.5 * rng.standard_normal(60))


def logistic_in_torch(w):
    import torch

    X, y = (torch.tensor(a) for a in logistic_data())
    return torch.nn.functional.softplus(-y * (X @ w)).mean() + 0.05 * (w @ w)


# f, the same for tensors, the start, and a rate that is not too long for gradient descent
PROBLEMS = {
    "quadratic": (Quadratic([1.0, 30.0]), lambda w: (w[0] ** 2 + 30 * w[1] ** 2) / 2,
                  [3.0, -2.0], 0.02),
    "Rosenbrock": (Rosenbrock(), lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
                   [-1.0, 0.5], 2e-4),
    "logistic risk": (EmpiricalRisk(LogLoss(), *logistic_data()) + 0.1 * SquaredNorm(),
                      logistic_in_torch, [0.5, -0.5, 1.0, 0.0], 0.1),
}  # fmt: skip


def torch_path(objective, start, name, rates, options, max_norm=None):
    """The iterates of torch.optim.NAME with the rate rates(t) in step t, clipped if asked."""
    import torch

    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, name)([w], lr=1.0, **options)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, rates)
    path = [w.detach().numpy().copy()]
    for _ in range(STEPS):
        optimizer.zero_grad()
        objective(w).backward()
        if max_norm is not None:
            torch.nn.utils.clip_grad_norm_([w], max_norm)
        optimizer.step()
        scheduler.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


def assert_same_path(problem, ours, name, options, factor=1.0):
    f, in_torch, start, rate = PROBLEMS[problem]
    lr = factor * rate
    for schedule in (lambda t: lr, lambda t: lr * BENT(t)):
        path = torch_path(in_torch, start, name, schedule, options)
        trace = minimize(f, start, ours.with_lr(schedule), steps=STEPS)
        assert trace.status == "max_steps"
        assert np.abs(path[-1] - path[0]).max() > 1e-3
        np.testing.assert_allclose(trace.x, path, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(
    ("ours", "name", "options"),
    [
        (GradientDescent(1), "SGD", {}),
        (Momentum(1), "SGD", {"momentum": 0.9}),
        (Momentum(1, beta=0.5), "SGD", {"momentum": 0.5}),
        (AdaGrad(1, eps=1e-10), "Adagrad", {}),
        (AdaGrad(1, eps=0.1), "Adagrad", {"eps": 0.1}),
        (Adam(1), "Adam", {}),
        (Adam(1, 0.5, 0.9, 0.1, l2=0.2), "Adam",
         {"betas": (0.5, 0.9), "eps": 0.1, "weight_decay": 0.2}),
        (AdamW(1), "AdamW", {}),
        (AdamW(1, 0.5, 0.9, 0.1, weight_decay=0.3), "AdamW",
         {"betas": (0.5, 0.9), "eps": 0.1, "weight_decay": 0.3}),
        (RMSProp(1, rho=0.99), "RMSprop", {}),
        (RMSProp(1, rho=0.9, eps=0.1), "RMSprop", {"alpha": 0.9, "eps": 0.1}),
    ],
    ids=repr,
)  # fmt: skip
def test_the_same_path(problem, ours, name, options):
    """With rates at which RMSProp does not zig-zag: there it doubles a rounding error each step."""
    assert_same_path(problem, ours, name, options)


@pytest.mark.parametrize(
    ("ours", "name", "options"),
    [
        (Momentum(1e-3), "SGD", {"momentum": 0.9}),
        (Adam(0.01), "Adam", {}),
    ],
    ids=repr,
)
def test_clipped_gradients_take_the_same_path(ours, name, options):
    """To 1e-6: PyTorch divides by ‖g‖ + 1e-6, we by ‖g‖."""
    f, in_torch, start, _ = PROBLEMS["Rosenbrock"]
    path = torch_path(in_torch, start, name, lambda t: ours.lr, options, max_norm=2.0)
    trace = minimize(f, start, Clipped(ours, max_norm=2.0), steps=STEPS)
    assert np.abs(trace.x - minimize(f, start, ours, steps=STEPS).x).max() > 0.1
    np.testing.assert_allclose(trace.x, path, atol=1e-6)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(
    ("ours", "options"),
    [(AdaDelta(), {}), (AdaDelta(rho=0.95, eps=1e-5), {"rho": 0.95, "eps": 1e-5})],
    ids=repr,
)
def test_adadelta_takes_the_same_path(problem, ours, options):
    """With an ε at which it does not zig-zag within these steps."""
    assert_same_path(problem, ours, "Adadelta", options, factor=1 / PROBLEMS[problem][3])


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("beta", [0.5, 0.9])
def test_nesterov_seen_from_the_look_ahead(problem, beta):
    """PyTorch's variable is our look-ahead point, for a constant rate."""
    f, in_torch, start, lr = PROBLEMS[problem]
    options = {"momentum": beta, "nesterov": True}
    path = torch_path(in_torch, start, "SGD", lambda t: lr, options)
    optimizer, ahead = Nesterov(lr, beta), [np.array(start)]
    minimize(f, start, optimizer, steps=STEPS,
             callback=lambda t, x, state: ahead.append(optimizer.look_ahead(x, state)))  # fmt: skip
    np.testing.assert_allclose(ahead, path, rtol=1e-10, atol=1e-10)
