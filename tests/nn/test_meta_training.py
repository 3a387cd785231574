"""Back-propagation through an optimizer's steps: its gradient, its cuts, its interrupts."""

import copy
from dataclasses import dataclass

import numpy as np
import pytest

from course_lib.autodiff import Tensor, backward
from course_lib.nn import CoordinatewiseLSTM, meta_loss, meta_train
from course_lib.optim import Adam

RULE = CoordinatewiseLSTM(hidden=3)


@dataclass(frozen=True)
class Bowls:
    """½ c (x − m)² for each coordinate; with c = 0 a slope m x."""

    c: np.ndarray
    m: np.ndarray
    start: np.ndarray

    def value_and_grad(self, x, t):
        value = np.where(self.c > 0, 0.5 * self.c * (x - self.m) ** 2, self.m * x)
        return value.sum(axis=-1), np.where(self.c > 0, self.c * (x - self.m), self.m)


@dataclass(frozen=True)
class Family:
    curved: bool = True

    def draw(self, rng, count):
        c = rng.uniform(0.5, 2, (count, 2)) * self.curved
        return Bowls(c, *rng.standard_normal((2, count, 2)))


def loss_of(params, problems, unroll=4, given=None):
    """The meta-loss at θ; `given` gradients stand in for the functions' own."""
    x, memory = problems.start, RULE.cell.rest(problems.start.size)
    if given is None:
        tensors = {k: Tensor(v) for k, v in params.items()}
        grad = problems.value_and_grad(x, 0)[1]
        loss, *_ = meta_loss(RULE, tensors, problems, x, grad, memory, unroll)
        return loss, tensors
    total = 0.0
    for k in range(unroll):
        step, state = RULE.step(params, given[k], memory)
        x, memory = x + step.value, state.value
        total += problems.value_and_grad(x, k + 1)[0].mean()
    return total / unroll


def difference(f, params, name, at, h=1e-6):
    ends = []
    for sign in (1, -1):
        moved = {k: v.copy() for k, v in params.items()}
        moved[name][at] += sign * h
        ends.append(f(moved))
    return (ends[0] - ends[1]) / (2 * h)


PLACES = [("W", (1, 2)), ("U", (0, 7)), ("b", (4,)), ("v", (1, 0))]


@pytest.mark.parametrize(("name", "at"), PLACES)
def test_on_slopes_the_meta_gradient_is_exact(name, at):
    """Without second derivatives nothing is left out."""
    rng = np.random.default_rng(0)
    problems, params = Family(curved=False).draw(rng, 3), RULE.init(rng)
    loss, tensors = loss_of(params, problems)
    found = backward(loss)[tensors[name]][at]
    want = difference(lambda p: float(loss_of(p, problems)[0].value), params, name, at)
    assert found == pytest.approx(want, rel=1e-6)


@pytest.mark.parametrize(("name", "at"), PLACES)
def test_on_bowls_it_is_that_of_given_gradients(name, at):
    """The gradients that enter the rule are held, and only they."""
    rng = np.random.default_rng(1)
    problems, params = Family().draw(rng, 3), RULE.init(rng)
    loss, tensors = loss_of(params, problems)
    x, memory, given = problems.start, RULE.cell.rest(problems.start.size), []
    for k in range(4):
        given.append(problems.value_and_grad(x, k)[1])
        step, state = RULE.step(params, given[-1], memory)
        x, memory = x + step.value, state.value
    found = backward(loss)[tensors[name]][at]
    held = difference(lambda p: loss_of(p, problems, given=given), params, name, at)
    assert found == pytest.approx(held, rel=1e-6)
    whole = difference(lambda p: float(loss_of(p, problems)[0].value), params, name, at)
    assert found != pytest.approx(whole, rel=1e-4)


def test_the_loss_is_the_mean_over_steps_and_functions():
    rng = np.random.default_rng(2)
    problems, params = Family().draw(rng, 3), RULE.init(rng)
    x, memory, values = problems.start, RULE.cell.rest(6), []
    for k in range(4):
        step, state = RULE.step(params, problems.value_and_grad(x, k)[1], memory)
        x, memory = x + step.value, state.value
        values.append(problems.value_and_grad(x, k)[0])
    assert float(loss_of(params, problems)[0].value) == pytest.approx(np.mean(values))


def train(steps, **changes):
    kwargs = dict(unroll=3, episode=6, functions=4, lr=0.02, rng=np.random.default_rng(5))
    return meta_train(RULE, Family(), steps=steps, **kwargs | changes)


def test_it_learns_to_descend():
    run = train(300)
    assert run.losses[-60:].mean() < 0.6 * run.losses[:60].mean()
    assert run.status == "finished"


def test_an_episode_goes_on_from_where_its_last_segment_ended():
    """Two segments by hand, on bowls that move with t; the third is a new episode's first."""
    asked = []

    class Drifting(Bowls):
        def value_and_grad(self, x, t):
            asked.append(t)
            return Bowls(self.c, self.m + t, self.start).value_and_grad(x, t)

    class Moving(Family):
        def draw(self, rng, count):
            bowls = super().draw(rng, count)
            return Drifting(bowls.c, bowls.m, bowls.start)

    def run(steps):
        rng = np.random.default_rng(5)
        return meta_train(RULE, Moving(), steps=steps, unroll=3, episode=6, functions=4, rng=rng,
                          lr=0.02, dtype=np.float64)  # fmt: skip

    losses = run(3).losses
    assert asked == [0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3]
    rng = np.random.default_rng(5)
    RULE.init(rng)
    problems = Moving().draw(rng, 4)
    x, memory = problems.start, RULE.cell.rest(8)
    grad = problems.value_and_grad(x, 0)[1]
    for k in range(2):
        params = {name: Tensor(part) for name, part in run(k).params.items()}
        loss, x, grad, memory = meta_loss(RULE, params, problems, x, grad, memory, 3, 3 * k)
        assert losses[k] == pytest.approx(float(loss.value), rel=1e-10)


def test_a_meta_step_leaves_the_loop_before_it_as_it_was():
    run = train(1)
    loop, before = run._rest, copy.deepcopy(run._rest)
    loop.advance(RULE, Adam(0.02), 3, 1.0)
    np.testing.assert_array_equal(loop.theta, before.theta)
    np.testing.assert_array_equal(loop.memory, before.memory)
    assert repr(loop.state) == repr(before.state)


def test_each_episode_draws_its_functions():
    asked = []

    class Counted(Family):
        def draw(self, rng, count):
            asked.append(count)
            return super().draw(rng, count)

    kwargs = dict(unroll=3, episode=6, functions=4, lr=0.02, rng=np.random.default_rng(5))
    meta_train(RULE, Counted(), steps=7, **kwargs)
    assert asked == [4] * 4  # two meta-steps an episode: 0, 2, 4, 6


def same(a, b):
    np.testing.assert_array_equal(a.losses, b.losses)
    for name in a.params:
        np.testing.assert_array_equal(a.params[name], b.params[name])


@pytest.mark.parametrize("first", [1, 2, 5])
def test_in_two_parts_it_is_what_it_is_in_one(first):
    """Also where the first part ends in the middle of an episode."""
    part = train(first)
    same(train(7 - first, resume=part, rng=None), train(7))
    same(train(7 - first, resume=part, rng=None), train(7))  # the part is as it was


def test_an_interrupt_keeps_whole_meta_steps_and_goes_on(monkeypatch):
    """The kernel's interrupt comes in the middle of the fourth meta-step."""
    whole, asked, original = train(7), [], Bowls.value_and_grad

    def interrupted(self, x, t):
        asked.append(t)
        if len(asked) == 12:  # two episodes have begun, and 3 · 3 steps are done
            raise KeyboardInterrupt
        return original(self, x, t)

    with monkeypatch.context() as patch:
        patch.setattr(Bowls, "value_and_grad", interrupted)
        cut = train(7)
    assert (cut.status, len(cut.losses)) == ("interrupted", 3)
    assert repr(cut) == "<meta-training interrupted: 3 meta-steps>"
    same(train(4, resume=cut, rng=None), whole)


def test_progress_is_told_to_the_end_and_may_interrupt():
    told = []
    train(7, progress=lambda p: told.append((p.step, p.steps, p.done)))
    assert told[-1] == (7, 7, True)
    clock = []
    train(7, progress=lambda p: clock.append((p.elapsed, p.remaining)))
    assert clock[-1][1] == 0 < clock[-1][0]

    def stop(progress):
        raise KeyboardInterrupt

    cut = train(7, progress=stop)
    assert (cut.status, len(cut.losses)) == ("interrupted", 1)
    same(train(6, resume=cut, rng=None), train(7))


def test_the_callers_random_numbers_are_left_alone():
    rng = np.random.default_rng(5)
    train(2, rng=rng)
    assert rng.bit_generator.state == np.random.default_rng(5).bit_generator.state


def test_it_goes_on_from_given_parameters_and_leaves_them():
    params = RULE.init(np.random.default_rng(9), np.float32)
    before = {k: v.copy() for k, v in params.items()}
    run = train(0, params=params)
    for name in params:
        np.testing.assert_array_equal(run.params[name], params[name])
    train(2, params=params)
    for name in params:
        np.testing.assert_array_equal(params[name], before[name])


def test_long_meta_gradients_are_cut():
    """Adam's first step is η times a sign; with an almost vanishing gradient ε slows it."""
    free, cut = train(1, dtype=np.float64), train(1, dtype=np.float64, max_norm=1e-9)
    start = train(0, dtype=np.float64)
    moved = [np.abs(run.params["v"] - start.params["v"]).max() for run in (free, cut)]
    for run, length in ((free, np.inf), (cut, 1e-9)):  # Adam's first mean is a tenth of it
        met = 10 * np.linalg.norm(run._rest.state.m)
        assert met == pytest.approx(min(length, 10 * np.linalg.norm(free._rest.state.m)))
    assert moved[0] == pytest.approx(0.02, rel=1e-3)
    assert moved[1] < 0.5 * moved[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (dict(episode=7), "episode must be a multiple of unroll, got 7 and 3"),
        (dict(unroll=0), "unroll must be"),
        (dict(lr=-1.0), "lr must be positive"),
        (dict(rng=None), "rng must be"),
        (dict(max_norm=0), "max_norm must be positive"),
        (dict(resume="x"), "resume must be"),
        (dict(functions=0), "functions must be"),
        (dict(params={}), "params must have the shapes"),
    ],
)
def test_bad_input_is_named(changes, message):
    with pytest.raises((TypeError, ValueError)) as error:
        train(2, **changes)
    assert message in str(error.value)
