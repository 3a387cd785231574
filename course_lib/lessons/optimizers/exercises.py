"""Checks of notebook 19: momentum's noise floor, PyTorch's Nesterov, AdaGrad, a broken AdamW."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip

_CURVATURES = np.array([1.0, 100.0])


def valley(x):
    """The gradient of ½x₁² + 50x₂²."""
    return _CURVATURES * x


def ramp(x):
    """The gradient (3, ½), the same everywhere."""
    return np.array([3.0, 0.5])


def one_sided(x):
    """The gradient of ½x₁²: the second coordinate has none."""
    return np.array([x[0], 0.0])


# ---- 1: the noise floor ------------------------------------------------------------------------


def _settled(lam, lr, beta, sigma):
    """E x² by carrying the covariance of (x, v) through the steps until it stays."""
    M = np.array([[1 - lr * lam, -lr * beta], [lam, beta]])
    noise = sigma**2 * np.outer([-lr, 1.0], [-lr, 1.0])
    P = np.zeros((2, 2))
    for _ in range(40):  # doubling: the covariance after 2ᵏ steps
        P, M, noise = noise + M @ noise @ M.T, M @ M, noise + M @ noise @ M.T
    return float(P[0, 0])


def _floor_case(lam, lr, beta, sigma, hint):
    return Ask((lam, lr, beta, sigma), _settled(lam, lr, beta, sigma), hint, rtol=1e-6)


def _without_momentum(lam, lr, beta, sigma):
    return lr * sigma**2 / (lam * (2 - lr * lam))


def _small_steps(lam, lr, beta, sigma):
    return lr * sigma**2 / (2 * lam * (1 - beta))


def _deviation(lam, lr, beta, sigma):
    return lr * sigma * (1 + beta) / (lam * (1 - beta) * (2 * (1 + beta) - lr * lam))


def _no_step_in_noise(lam, lr, beta, sigma):
    return sigma**2 * (1 + beta) / (lr * lam * (1 - beta) * (2 * (1 + beta) - lr * lam))


def _times_short(lam, lr, beta, sigma):
    return _without_momentum(lam, lr, beta, sigma) / (1 - beta)


check_noise_floor = Exercise(
    "how far noise keeps the heavy ball from its minimum",
    "noise_floor(lam, lr, beta, sigma)",
    (
        _floor_case(1.0, 0.05, 0.0, 1.0, "β = 0 is gradient descent: ησ²/(λ(2 − ηλ))"),
        _floor_case(1.0, 0.05, 0.9, 1.0,
                    "with β = 0.9 it is about ten times as much as with β = 0: square both sides "
                    "of the recurrence, and eliminate E x_t x_{t−1}"),
        _floor_case(2.0, 0.8, 0.5, 0.3, "the formula holds for long steps, too"),
    ),
    (
        Slip("β ignored", _without_momentum,
             "this is gradient descent's floor: where is β? It stands in the factor of x_{t−1}"),
        Slip("short steps only", _small_steps,
             "this is the limit for small η: keep the − ηλ that comes from (1 + β − ηλ)²"),
        Slip("gradient descent's times 1/(1 − β)", _times_short,
             "right for small η only: the bracket is 2(1 + β) − ηλ, and 1 + β stands above it"),
        Slip("σ for σ²", _deviation, "the variance of ηζ is η²σ²: square σ"),
        Slip("the noise without η", _no_step_in_noise,
             "in x_{t+1} = … − ηζ_t the noise is multiplied by η, its variance by η²"),
    ),
)  # fmt: skip


# ---- 2: Nesterov from the look-ahead point -----------------------------------------------------


def _ahead_by_matrix(y0, lr, beta, steps):
    """On ½cx² a step of (x, v) is a matrix; y = x − ηβv is seen from its powers."""

    def one(c, start):
        M = np.array([[1 - lr * c, -lr * beta * (1 - lr * c)], [c, beta * (1 - lr * c)]])
        powers = [np.linalg.matrix_power(M, t) @ [start, 0.0] for t in range(steps + 1)]
        return [x - lr * beta * v for x, v in powers]

    return np.array([one(c, y) for c, y in zip(_CURVATURES, y0, strict=True)]).T


def _ahead_case(y0, lr, beta, steps, hint):
    y0 = np.array(y0, dtype=float)
    return Ask((valley, y0, lr, beta, steps), _ahead_by_matrix(y0, lr, beta, steps), hint)


def _stepping(move) -> Callable:
    def seen_from_ahead(grad, y0, lr, beta, steps):
        y, v, path = y0, np.zeros_like(y0), [y0]
        for _ in range(steps):
            g = grad(y)
            v = beta * v + g
            y = y - lr * move(g, v, beta)
            path.append(y)
        return np.array(path)

    return seen_from_ahead


def _path_of_x(grad, y0, lr, beta, steps):
    x, v, path = y0, np.zeros_like(y0), [y0]
    for _ in range(steps):
        v = beta * v + grad(x - lr * beta * v)
        x = x - lr * v
        path.append(x)
    return np.array(path)


check_seen_from_ahead = Exercise(
    "Nesterov's method, seen from the look-ahead point",
    "seen_from_ahead(grad, y0, lr, beta, steps)",
    (
        _ahead_case([2.0, 1.0], 0.01, 0.0, 2, "β = 0 is gradient descent; the path starts at y0"),
        _ahead_case([2.0, 1.0], 0.01, 0.5, 2,
                    "v₁ = ∇f(y₀), so the first step is η(1 + β)∇f(y₀)"),
        _ahead_case([2.0, 1.0], 0.004, 0.9, 3, "every gradient is taken at y"),
    ),
    (
        Slip("the path of x", _path_of_x,
             "this is the path of x; y already stands where x will look next"),
        Slip("the heavy ball", _stepping(lambda g, v, beta: v),
             "this is the heavy ball: the step is ∇f(y) + βv, not v"),
        Slip("the velocity in full", _stepping(lambda g, v, beta: g + v),
             "the velocity in the step is multiplied by β"),
    ),
)  # fmt: skip


# ---- 3: AdaGrad --------------------------------------------------------------------------------


def _from_history(grad, x0, lr, steps, eps):
    """Each step from the lengths of all gradients so far, so that no running sum is shared."""
    x, seen, path = np.array(x0, dtype=float), [], [np.array(x0, dtype=float)]
    for _ in range(steps):
        seen.append(grad(x))
        x = x - lr * seen[-1] / (np.linalg.norm(seen, axis=0) + eps)
        path.append(x)
    return np.array(path)


def _adagrad_case(grad, x0, lr, steps, eps, hint):
    x0 = np.array(x0, dtype=float)
    return Ask((grad, x0, lr, steps, eps), _from_history(grad, x0, lr, steps, eps), hint)


def _adagrad(*, power=0.5, keep=1.0, new=1.0, late=False, inside=False, shared=False) -> Callable:
    def adagrad(grad, x0, lr, steps, eps=1e-8):
        x, s, path = x0, np.zeros_like(x0), [x0]
        for _ in range(steps):
            g = grad(x)
            old, s = s, keep * s + new * (g @ g if shared else g**2)
            used = old if late else s
            below = (used + eps) ** power if inside else used**power + eps
            x = x - lr * g / below
            path.append(x)
        return np.array(path)

    return adagrad


def _last_only(grad, x0, lr, steps, eps=1e-8):
    return _adagrad()(grad, x0, lr, steps, eps)[-1]


check_adagrad = Exercise(
    "AdaGrad, step by step",
    "adagrad(grad, x0, lr, steps, eps)",
    (
        _adagrad_case(valley, [1.0, 1.0], 0.1, 1, 1e-8,
                      "the first step is η times a sign in every coordinate"),
        _adagrad_case(ramp, [0.0, 0.0], 0.5, 3, 1.0, "with ε = 1: is it outside of the root?"),
        _adagrad_case(one_sided, [5.0, 5.0], 1.0, 3, 1e-8,
                      "where no gradient has come, ε keeps from 0/0: nothing moves there"),
        _adagrad_case(valley, [1.0, 1.0], 0.5, 3, 1e-3, "three steps down the valley"),
    ),
    (
        Slip("no root", _adagrad(power=1), "divide by the *root* of the sum: the power is −½"),
        Slip("the sum is late", _adagrad(late=True),
             "the present gradient belongs into the sum, before the division"),
        Slip("only the present square", _adagrad(keep=0.0),
             "s keeps all earlier squares: s + g², not g² alone"),
        Slip("a running mean", _adagrad(keep=0.9, new=0.1),
             "this is RMSProp's running mean; AdaGrad has a plain sum"),
        Slip("ε inside of the root", _adagrad(inside=True), "ε is outside of the root: √s + ε"),
        Slip("one sum for all", _adagrad(shared=True),
             "each coordinate has a sum of its own: g**2, not g @ g"),
        Slip("the last point", _last_only, "shape"),
    ),
)  # fmt: skip


# ---- 5: a broken AdamW -------------------------------------------------------------------------


def _unrolled_adamw(grad, x0, lr, lam, steps):
    """Each mean from the whole history with its weights, which add up to 1."""
    x, seen, path = np.array(x0, dtype=float), [], [np.array(x0, dtype=float)]
    for t in range(1, steps + 1):
        seen.append(grad(x))

        def mean(values, beta, t=t):
            weights = beta ** np.arange(t)[::-1]
            return weights @ np.array(values) / weights.sum()

        size = np.sqrt(mean(np.square(seen), 0.999)) + 1e-8
        x = x - lr * (mean(seen, 0.9) / size + lam * x)
        path.append(x)
    return np.array(path)


def _adamw_case(grad, x0, lr, lam, steps, hint):
    x0 = np.array(x0, dtype=float)
    return Ask((grad, x0, lr, lam, steps), _unrolled_adamw(grad, x0, lr, lam, steps), hint)


def _adamw(*, coupled=False, square=2, first=1, inside=False, rate=True, eps=1e-8) -> Callable:
    def adamw(grad, x0, lr, lam, steps):
        m, s, x, path = np.zeros_like(x0), np.zeros_like(x0), x0, [x0]
        for t in range(first, steps + first):
            g = grad(x) + (lam * x if coupled else 0)
            m = 0.9 * m + 0.1 * g
            s = 0.999 * s + 0.001 * g**square
            with np.errstate(all="ignore"):
                m_hat, s_hat = m / (1 - 0.9**t), s / (1 - 0.999**t)
                step = m_hat / (np.sqrt(s_hat + eps) if inside else np.sqrt(s_hat) + eps)
            x = x - lr * step - (0 if coupled else lam * x * (lr if rate else 1))
            path.append(x)
        return np.array(path)

    return adamw


def tiny(x):
    """A gradient so small that ε can be seen."""
    return 1e-6 * x


check_adamw = Exercise(
    "AdamW, mended",
    "adamw(grad, x0, lr, lam, steps)",
    (
        _adamw_case(valley, [2.0, 1.0], 0.1, 0.0, 1,
                    "without decay the first step is η in every coordinate"),
        _adamw_case(valley, [2.0, -1.0], 0.1, 0.5, 4,
                    "with λ = 0.5 each step also takes ηλ of every weight"),
        _adamw_case(tiny, [2.0, 1.0], 0.1, 0.0, 3,
                    "tiny gradients still make steps of about η: where is ε?"),
    ),
    (
        Slip("t from 0", _adamw(first=0),
             "in the first step both means are divided by 1 − β⁰ = 0: with t from 0 the power is "
             "t + 1"),
        Slip("the square is lost", _adamw(square=1), "s is the running mean of g**2"),
        Slip("ε inside of the root", _adamw(inside=True), "ε is outside of the root: √ŝ + ε"),
        Slip("decay in the gradient", _adamw(coupled=True),
             "this is Adam + L2: the decay λx does not go through the means and the division"),
        Slip("decay without η", _adamw(rate=False), "the decay is multiplied by η, too: ηλx"),
    ),
)  # fmt: skip
