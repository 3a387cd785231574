"""The checks of notebook 17 accept the right function and name what is wrong in others."""

import numpy as np
import pytest

from course_lib.lessons.batchnorm import exercises as tasks


def forward(x, gamma, beta, eps):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


def backward(dy, x_hat, gamma, std):
    g = gamma * dy
    dx = (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)) / std
    return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)


def running(old, x, decay):
    return (decay * old[0] + (1 - decay) * x.mean(axis=0),
            decay * old[1] + (1 - decay) * x.var(axis=0, ddof=1))  # fmt: skip


RIGHT = [(tasks.check_forward, forward), (tasks.check_backward, backward),
         (tasks.check_running, running)]  # fmt: skip

WRONG = [
    (tasks.check_forward, lambda x, g, b, e: g * (x - x.mean()) / np.sqrt(x.var() + e) + b,
     "axis=0"),
    (tasks.check_forward,
     lambda x, g, b, e: g * (x - x.mean(0)) / np.sqrt(x.var(0, ddof=1) + e) + b, "n − 1"),
    (tasks.check_forward, lambda x, g, b, e: g * (x - x.mean(0)) / (x.std(0) + e) + b, "root"),
    (tasks.check_forward,
     lambda x, g, b, e: g * ((x - x.mean(0)) / np.sqrt(x.var(0) + e) + b), "then β"),
    (tasks.check_backward, lambda dy, h, g, s: (g * dy / s, (dy * h).sum(0), dy.sum(0)), "mean"),
    (tasks.check_backward,
     lambda dy, h, g, s: (backward(dy, h, g, s)[0], dy.sum(0), dy.sum(0)), "dy · x̂"),
    (tasks.check_backward, lambda dy, h, g, s: (*backward(dy, h, g, s)[:2], dy.mean(0)), "sum"),
    (tasks.check_backward,
     lambda dy, h, g, s: (backward(dy, h, 1, s)[0], *backward(dy, h, g, s)[1:]), "γ dy"),
    (tasks.check_running, lambda o, x, d: running(o, x, 1 - d), "OLD"),
    (tasks.check_running, lambda o, x, d: (running(o, x, d)[0], d * o[1] + (1 - d) * x.var(0)),
     "unbiased"),
    (tasks.check_running, lambda o, x, d: (running(o, x, d)[0], running(o, x, d)[1] ** 0.5),
     "variance"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "function"), RIGHT)
def test_right_functions_pass(check, function):
    assert check(function).passed, check(function)


@pytest.mark.parametrize(("check", "function", "hint"), WRONG)
def test_wrong_functions_fail_with_a_hint(check, function, hint):
    report = check(function)
    assert not report.passed
    assert hint in repr(report)


@pytest.mark.parametrize(("check", "function"), RIGHT)
def test_unwritten_functions_are_named_so(check, function):
    def unwritten(*_):
        raise NotImplementedError

    report = check(unwritten)
    assert not report.passed
    assert not report.written
