"""Solutions of notebook 19's exercises that are right, each in another way than the notebook's."""

import numpy as np
from scipy.linalg import solve_discrete_lyapunov

from course_lib.lessons.optimizers import exercises
from course_lib.lessons.optimizers.exercises import (
    check_adagrad,
    check_adamw,
    check_noise_floor,
    check_seen_from_ahead,
)
from course_lib.optim import AdaGrad, AdamW


def noise_floor(lam, lr, beta, sigma):
    return lr * sigma**2 * (1 + beta) / (lam * (1 - beta) * (2 * (1 + beta) - lr * lam))


def floor_by_lyapunov(lam, lr, beta, sigma):
    M = np.array([[1 + beta - lr * lam, -beta], [1.0, 0.0]])
    return solve_discrete_lyapunov(M, np.diag([(lr * sigma) ** 2, 0.0]))[0, 0]


def seen_from_ahead(grad, y0, lr, beta, steps):
    y, v, path = y0, np.zeros_like(y0), [y0]
    for _ in range(steps):
        g = grad(y)
        v = beta * v + g
        y = y - lr * (g + beta * v)
        path.append(y)
    return np.array(path)


def ahead_through_x(grad, y0, lr, beta, steps):
    x, v, path = y0, 0 * y0, [y0]
    for _ in range(steps):
        v = beta * v + grad(x - lr * beta * v)
        x = x - lr * v
        path.append(x - lr * beta * v)
    return path


def adagrad(grad, x0, lr, steps, eps=1e-8):
    x, s, path = x0, np.zeros_like(x0), [x0]
    for _ in range(steps):
        g = grad(x)
        s = s + g**2
        x = x - lr * g / (np.sqrt(s) + eps)
        path.append(x)
    return np.array(path)


def with_the_library(optimizer, grad, x, steps):
    state, path = optimizer.init(x), [x.copy()]
    for _ in range(steps):
        x = x.copy()
        state = optimizer.update(x, grad(x), state)
        path.append(x)
    return np.array(path)


def adagrad_of_the_library(grad, x0, lr, steps, eps=1e-8):
    return with_the_library(AdaGrad(lr, eps), grad, x0, steps)


def adamw(grad, x0, lr, lam, steps):
    m, s, x, path = np.zeros_like(x0), np.zeros_like(x0), x0, [x0]
    for t in range(steps):
        g = grad(x)
        m = 0.9 * m + 0.1 * g
        s = 0.999 * s + 0.001 * g**2
        m_hat, s_hat = m / (1 - 0.9 ** (t + 1)), s / (1 - 0.999 ** (t + 1))
        x = x - lr * (m_hat / (np.sqrt(s_hat) + 1e-8) + lam * x)
        path.append(x)
    return np.array(path)


def adamw_of_the_library(grad, x0, lr, lam, steps):
    return with_the_library(AdamW(lr, weight_decay=lam), grad, x0, steps)


RIGHT = [
    (check_noise_floor, noise_floor),
    (check_noise_floor, floor_by_lyapunov),
    (check_seen_from_ahead, seen_from_ahead),
    (check_seen_from_ahead, ahead_through_x),
    (check_adagrad, adagrad),
    (check_adagrad, adagrad_of_the_library),
    (check_adamw, adamw),
    (check_adamw, adamw_of_the_library),
]


def test_slips_of_the_noise_floor_are_what_their_names_say():
    lam, lr, beta, sigma = 2.0, 0.3, 0.6, 0.7
    right = noise_floor(lam, lr, beta, sigma)
    expected = {
        "_without_momentum": noise_floor(lam, lr, 0.0, sigma),
        "_small_steps": lr * noise_floor(lam, 1e-9, beta, sigma) / 1e-9,
        "_times_short": noise_floor(lam, lr, 0.0, sigma) / (1 - beta),
        "_deviation": right / sigma,
        "_no_step_in_noise": right / lr**2,
    }
    found = {name: getattr(exercises, name)(lam, lr, beta, sigma) for name in expected}
    np.testing.assert_allclose(list(found.values()), list(expected.values()), rtol=1e-6)
