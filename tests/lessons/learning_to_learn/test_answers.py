"""What the folded answers and the text of notebook 24 say, with its spread."""

from functools import cache

import numpy as np
import pytest

from course_lib.lessons.learning_to_learn import explorers, racing, recipes
from course_lib.lessons.learning_to_learn.race import race
from course_lib.lessons.learning_to_learn.racing import HAND_MADE, KINDS, TEST, Arena, descend
from course_lib.optim import Momentum


@cache
def made(name):
    return getattr(explorers, name)()


def peek_at(name):
    """The explorer's `peek`; the explorer is made when a test first looks, not while collecting."""
    return lambda **values: made(name).peek(**values)


class TestBestStep:
    peek = staticmethod(peek_at("best_step"))

    def test_the_best_step_grows_and_settles(self):
        assert self.peek(horizon=1).best == pytest.approx(1.31, abs=0.005)
        assert self.peek(horizon=10).best == pytest.approx(1.67, abs=0.005)
        assert self.peek(horizon=100).best == pytest.approx(1.80, abs=0.005)
        assert self.peek().limit == pytest.approx(1.82, abs=0.005)
        assert (np.diff(self.peek().by_horizon) > 0).all()

    def test_the_slope_at_1_9_rises_and_vanishes(self):
        slopes = {T: self.peek(lr=1.9, horizon=T).slope for T in (1, 5, 10, 50, 100)}
        assert slopes[1] == pytest.approx(0.11, abs=0.005)
        assert slopes[5] == pytest.approx(0.21, abs=0.005)
        assert 1e-9 < slopes[100] < 2e-8
        assert min(slopes.values()) > 0


class TestPreprocessing:
    peek = staticmethod(peek_at("preprocessing"))

    def test_the_gradients_shrink_by_thousands_and_the_feature_by_one(self):
        early, late = (self.peek(step=t) for t in (20, 200))
        assert early.raw[20, 1] == pytest.approx(0.27, abs=0.005)
        assert late.raw[200, 1] == pytest.approx(9e-5, rel=0.1)
        assert early.raw[20, 1] / late.raw[200, 1] == pytest.approx(3000, rel=0.1)
        assert early.first[20, 1] == pytest.approx(-0.13, abs=0.01)
        assert late.first[200, 1] == pytest.approx(-0.93, abs=0.01)

    def test_a_small_p_is_blind_in_the_end(self):
        run = self.peek(log_range=2, step=200)
        assert (run.seen[:, 0] == -1).all()
        assert run.seen[:, 1].max() < 0.1
        assert np.exp(-2) == pytest.approx(0.14, abs=0.005)


class TestMetaTraining:
    peek = staticmethod(peek_at("meta_training"))

    @staticmethod
    def at(curve, step):
        return curve[step // recipes.CURVE_EVERY]

    def test_worse_in_between_at_100_and_better_at_20(self):
        run = self.peek()
        late = [self.at(curve, 100) for curve in run.curves[1:]]
        assert late == pytest.approx([0.14, 0.13, 0.18, 0.11], abs=0.006)
        assert self.at(run.momentum, 100) == pytest.approx(0.115, abs=0.001)
        assert min(late[:3]) > self.at(run.momentum, 100) > late[3]
        early = [self.at(curve, 20) for curve in run.curves]
        assert early[1] == pytest.approx(0.85, abs=0.01)
        assert early[3] == pytest.approx(0.27, abs=0.01)

    def test_a_short_way_back_is_best_on_quadratics_and_alike_on_networks(self):
        def ends(family):
            runs = [self.peek(learned_on=family, judged_on=family, unroll=u) for u in (5, 20, 100)]
            return [self.at(run.curves[-1], 100) for run in runs]

        assert ends("quadratics") == pytest.approx([0.10, 0.11, 0.15], abs=0.006)
        assert ends("networks") == pytest.approx([0.51] * 3, abs=0.006)
        assert (recipes.BUDGET / 5, recipes.BUDGET / 100) == (6000, 300)

    def test_transfer_works_one_way_in_part(self):
        there = self.peek(judged_on="networks")
        assert self.at(there.curves[-1], 100) == pytest.approx(0.57, abs=0.006)
        assert self.at(there.momentum, 100) == pytest.approx(0.48, abs=0.005)
        back = self.peek(learned_on="networks")
        assert self.at(back.curves[-1], 100) == pytest.approx(0.37, abs=0.006)


class TestHistory:
    peek = staticmethod(peek_at("update_history"))

    def test_alternating(self):
        steps = self.peek(pattern="alternating").steps
        assert np.abs(steps["Adam"][-2:]).max() == pytest.approx(0.10, abs=0.005)
        assert steps["momentum"][-2:] == pytest.approx([-0.69, 0.38], abs=0.005)
        assert steps["learned"][-2:] == pytest.approx([-0.32, 0.01], abs=0.01)

    def test_turning(self):
        steps = self.peek(pattern="turning").steps
        turned = {name: 1 + int(np.flatnonzero(values > 0)[0]) for name, values in steps.items()}
        assert turned == {"learned": 7, "momentum": 10, "Adam": 10}

    def test_scale(self):
        one, small = (self.peek(size=size).steps for size in (1.0, 0.001))
        ratio = {name: one[name][-1] / small[name][-1] for name in one}
        assert ratio["momentum"] == pytest.approx(1000, rel=1e-6)
        assert ratio["Adam"] == pytest.approx(1, abs=1e-4)
        assert ratio["learned"] == pytest.approx(4.3, abs=0.2)

    def test_momentum_is_linear_and_the_learned_rule_is_nearly_a_sign(self):
        run = self.peek()
        line = np.polyfit(run.last, run.answers["momentum"], 1)
        np.testing.assert_allclose(np.polyval(line, run.last), run.answers["momentum"], atol=1e-9)
        answer = dict(zip(run.last.round(3).tolist(), run.answers["learned"], strict=True))
        assert max(answer[g] for g in (0.1, 1, 2)) < -1.2
        assert min(answer[g] for g in (-0.1, -1, -2)) > 0
        assert np.ptp(run.answers["Adam"]) < 0.6


@cache
def home_losses():
    """On the 32 test functions at home, every 20 steps to 1,000."""
    test, rates = Arena().problems(TEST), racing.rates(Arena())
    rules = {"learned": recipes.learned(), "momentum": Momentum(rates["momentum"])}
    rules |= {f"seed {k}": rule for k, rule in enumerate(recipes.of_other_seeds(), 1)}
    return {name: descend(rule, test, 1000, every=20) for name, rule in rules.items()}


class TestAtHome:
    test = property(lambda self: Arena().problems(TEST))

    def test_ahead_by_the_mean_until_200_and_behind_at_1000(self):
        means = {name: losses.mean(axis=1) for name, losses in home_losses().items()}
        ours, theirs = means["learned"], means["momentum"]
        assert [ours[k] for k in (1, 5, 10)] == pytest.approx([0.384, 0.111, 0.044], abs=0.002)
        assert theirs[50] == pytest.approx(0.012, abs=0.001)
        assert ours[50] == pytest.approx(0.020, abs=0.001)
        assert all(ours[k] < theirs[k] for k in (1, 5, 10))

    def test_but_on_few_functions(self):
        ours, theirs = home_losses()["learned"], home_losses()["momentum"]
        assert [int((ours[k] < theirs[k]).sum()) for k in (1, 5, 10)] == [31, 7, 6]
        assert np.median(ours[5]) > np.median(theirs[5])
        better, singular = ours[5] < theirs[5], np.linalg.svd(self.test.W, compute_uv=False)
        condition = (singular[:, 0] / singular[:, -1]) ** 2
        assert condition[better].min() > 1500
        assert 0.5 < theirs[5][better].sum() / theirs[5].sum() < 0.7

    def test_seeds_of_the_meta_training_spread(self):
        at_100 = [losses.mean(axis=1)[5] for n, losses in home_losses().items() if n != "momentum"]
        assert at_100 == pytest.approx([0.11, 0.06, 0.12], abs=0.006)

    def test_momentum_with_more_memory_wins_at_200(self):
        test = Arena().problems(TEST)
        end = descend(Momentum(0.5, beta=0.95), test, 200, 200)[-1].mean()
        assert end == pytest.approx(0.036, abs=0.001)
        assert end < home_losses()["learned"].mean(axis=1)[10]


class TestRace:
    peek = staticmethod(peek_at("race"))

    @staticmethod
    def ranks(run, step):
        losses = {name: run.middle(name)[step // 5] for name in run.losses}
        return sorted(losses, key=losses.get), losses

    def test_on_quadratics(self):
        order, losses = self.ranks(self.peek(), 20)
        assert order[:2] == ["learned", "SGD"]
        assert losses["SGD"] == pytest.approx(0.92, abs=0.005)
        order, losses = self.ranks(self.peek(), 200)
        assert order[:2] == ["learned", "momentum"]
        assert losses["momentum"] == pytest.approx(0.062, abs=0.001)
        single = {name: self.peek().losses[name][200 // 5] for name in ("learned", "momentum")}
        assert single["learned"].min() > 0.0006
        assert np.median(single["momentum"]) < 1e-4
        assert single["learned"].max() == pytest.approx(0.4, abs=0.01)
        assert single["momentum"].max() == pytest.approx(1.0, abs=0.03)

    def test_abroad(self):
        order, losses = self.ranks(self.peek(kind="rescaled quadratics"), 100)
        assert order[:2] == ["learned", "Adam"]
        assert losses["learned"] == pytest.approx(0.19, abs=0.005)
        assert losses["Adam"] == pytest.approx(0.27, abs=0.005)
        order, losses = self.ranks(self.peek(kind="ReLU network"), 100)
        assert order[-1] == "learned"
        assert losses["learned"] == pytest.approx(0.37, abs=0.01)
        assert losses["Adam"] == pytest.approx(0.22, abs=0.005)

    def test_gradients_of_networks_are_smaller(self):
        sizes = []
        for kind in (KINDS[0], "ReLU network"):
            problems = Arena(kind).problems(TEST)
            sizes.append(np.median(np.abs(problems.value_and_grad(problems.start, 0)[1])))
        assert sizes[0] / sizes[1] == pytest.approx(30, abs=5)

    def test_a_large_network_is_led_early_and_lost_late(self):
        values = dict(kind="sigmoid network", size="4 times", learned_on="networks")
        assert self.ranks(self.peek(**values), 20)[0][0] == "learned"
        order, losses = self.ranks(self.peek(**values), 200)
        assert losses["learned"] > 3 * losses["Adam"]
        assert order[0] == "Adam"


def test_the_table_of_all_arenas():
    def ratio(kind, learned_on):
        run = race(kind=kind, learned_on=learned_on)
        return run.middle("learned")[20] / min(run.middle(name)[20] for name in HAND_MADE)

    at_home = [ratio(kind, rule) for kind in KINDS[:2] for rule in KINDS[:2]]
    assert min(at_home) == pytest.approx(0.67, abs=0.02)
    assert max(at_home) == pytest.approx(0.92, abs=0.01)
    assert at_home[1] < at_home[0]  # the rescaled ones' rule on plain quadratics
    rule = "networks"
    assert ratio("sigmoid network", rule) == pytest.approx(1.05, abs=0.02)
    assert ratio("two sigmoid layers", rule) == pytest.approx(0.90, abs=0.02)
