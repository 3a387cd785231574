"""What the folded answers and the texts of notebook 19 say, in numbers."""

import numpy as np
import pytest

from course_lib.functions import Quadratic
from course_lib.lessons.optimizers import explorers
from course_lib.lessons.optimizers.race import SHARED
from course_lib.lessons.optimizers.race_terrains import NOISY, turned
from course_lib.lessons.optimizers.racers import training
from course_lib.lessons.optimizers.tuned_training import MODELS, tune
from course_lib.lessons.optimizers.weight_decay import feature_names
from course_lib.optim import SGD, AdaDelta, AdaGrad, Adam, AdamW, minimize, minimize_each
from tests.lessons.optimizers.test_weight_decay import quarters

NETWORK, CONVEX = MODELS
START = np.array([-2.5, 0.8])


def by_name(run):
    return {racer.name: racer for racer in run.racers}


@pytest.fixture(scope="module")
def swing():
    return explorers.momentum_modes()


@pytest.fixture(scope="module")
def metric():
    return explorers.adagrad_metric()


@pytest.fixture(scope="module")
def beginning():
    return explorers.adam_start()


@pytest.fixture(scope="module")
def decay():
    return explorers.weight_decay()


@pytest.fixture(scope="module")
def race():
    return explorers.race()


class TestMomentum:
    def test_1_the_fastest_beta_is_the_critical_one(self, swing):
        factors = {beta: swing.peek(beta=beta).q for beta in np.arange(50, 90) / 100}
        assert min(factors, key=factors.get) == 0.64
        assert factors[0.64] == pytest.approx(0.8, abs=1e-6)
        assert swing.peek(beta=0.64).verdicts[0] == "critically damped"

    def test_2_momentum_saves_a_rate_that_diverges(self, swing):
        assert swing.peek(beta=0.0, lr=2.5).q > 1
        assert swing.peek(lr=2.5).q == pytest.approx(0.894, abs=5e-4)
        assert swing.peek(lr=3.58).q < 1 < swing.peek(lr=3.62).q

    def test_3_the_best_pair_touches_what_diverges(self, swing):
        best = swing.peek(best=True)
        assert (best.lr, best.beta) == pytest.approx((2.78, 0.44), abs=0.005)
        assert best.q == pytest.approx(0.667, abs=5e-4)
        assert np.abs(best.eigenvalues.imag).max() < 1e-6
        np.testing.assert_allclose(best.eigenvalues.real, [[2 / 3] * 2, [-2 / 3] * 2], atol=1e-6)
        # A twentieth more η, and every digit costs more than twice as many steps; a tenth more
        # leaves the map's region.
        assert np.log(best.q) < 2 * np.log(swing.peek(lr=2.86, beta=0.44).q)
        assert swing.peek(lr=2.92, beta=0.44).q > 1

    def test_4_nesterov_stops_the_steep_direction(self, swing):
        run = swing.peek(method="Nesterov")
        assert run.verdicts == ("oscillates", "damped")
        assert np.abs(run.eigenvalues[1]).max() < 1e-12


class TestMetric:
    def test_1_the_balls_shrink(self, metric):
        run = metric.peek()
        for one in (run.full, run.diagonal):
            volumes = np.linalg.det(one.metric)
            assert (np.diff(volumes) > 0).all()

    def test_2_only_the_diagonal_feels_the_turn(self, metric):
        across, along = metric.peek(), metric.peek(angle=0.0)
        assert across.diagonal.gap[-1] == pytest.approx(8e-4, rel=0.1)
        assert along.diagonal.gap[-1] == pytest.approx(2e-9, rel=0.3)
        np.testing.assert_allclose(across.full.gap, along.full.gap, rtol=1e-4, atol=1e-12)

    def test_3_with_a_small_rate_plain_descent_wins(self, metric):
        run = metric.peek(lr=0.06)
        last = run.descent[-1]
        assert run.full.gap[-1] > 0.3
        assert run.diagonal.gap[-1] > 0.3
        assert 0.5 * last @ run.Q @ last < 1e-4


class TestProjection:
    def test_the_euclidean_rule_rests_elsewhere(self):
        projection = explorers.projected_adagrad()
        run = projection.peek()
        assert run.own.gap[-1] < 1e-9
        assert run.euclidean.gap[-1] == pytest.approx(0.06, abs=0.005)
        np.testing.assert_allclose(run.euclidean.x[-1], run.euclidean.x[-10], atol=1e-2)
        round_valley = projection.peek(condition=1.01)
        assert round_valley.own.gap[-1] < 1e-9
        assert round_valley.euclidean.gap[-1] > 0.005


class TestAdamStart:
    def test_1_it_gets_worse_first(self, beginning):
        steps = beginning.peek(forget2=1e-3).plain.step
        assert steps[0] == pytest.approx(3.16, abs=0.005)
        assert (steps.argmax() + 1, round(steps.max(), 2)) == (12, 6.57)
        assert steps[-1] == pytest.approx(2.3, abs=0.05)

    def test_2_the_size_of_gradients_is_gone(self, beginning):
        small, large = beginning.peek(), beginning.peek(scale=1e4)
        for kind in ("plain", "corrected"):
            np.testing.assert_allclose(
                getattr(large, kind).step, getattr(small, kind).step, rtol=1e-6
            )

    def test_3_alternating_gradients_make_short_steps(self, beginning):
        run = beginning.peek(signal="alternating: +1, −1, …")
        assert np.abs(run.corrected.step[-20:]) == pytest.approx(0.05, abs=0.005)


class TestWeightDecay:
    def test_1_adamw_lies_on_its_line(self, decay):
        run = decay.peek()
        moved = slice(1, None)
        np.testing.assert_allclose(run.decay[1, moved], run.lam)
        law = run.lam / run.rms[0, moved][run.sure[0, moved]]
        off = run.decay[0, moved][run.sure[0, moved]] / law
        assert np.quantile(off, 0.05) < 0.7 < 1.2 < np.quantile(off, 0.95)

    def test_1_the_rare_word_loses_more(self, decay):
        named = [feature_names().index(name) for name in ("3d", "george")]
        left = (100 * decay.peek().kept[:2, -1, named]).round().tolist()
        assert left == [[24, 84], [88, 97]]

    def test_2_and_3_what_is_kept_at_lambda_1(self, decay):
        run = decay.peek(lam=1.0)
        kept = [tuple(round(100 * part) for part in quarters(run, m)) for m in range(3)]
        assert kept == [(12, 53), (59, 61), (84, 90)]


class TestRace:
    def test_1_a_turn_helps_those_that_see_axes(self, race):
        turned_by = {angle: by_name(race.peek(angle=angle)) for angle in (0.0, 30.0)}
        ends = {
            angle: {n: r.loss[-1] for n, r in runs.items()} for angle, runs in turned_by.items()
        }
        assert ends[30.0]["AdaGrad"] == pytest.approx(1e-6, rel=0.5)
        assert ends[0.0]["AdaGrad"] < 1e-12
        assert ends[30.0]["RMSProp"] / ends[0.0]["RMSProp"] == pytest.approx(2, abs=0.3)
        for name in ("gradient descent", "momentum", "Nesterov"):
            np.testing.assert_allclose(ends[30.0][name], ends[0.0][name], rtol=1e-6, atol=1e-14)

    def test_2_who_leaves_the_saddle(self, race):
        away = {
            name: np.flatnonzero(np.abs(racer.trace.x[:, 1]) > 1)[:1].tolist()
            for name, racer in by_name(race.peek(landscape="saddle")).items()
        }
        assert away["RMSProp"] == [29]
        assert away["AdaGrad"] == []
        assert all(39 <= away[name][0] <= 44 for name in ("momentum", "Nesterov", "Adam"))
        assert away["gradient descent"] == [pytest.approx(160, abs=1)]

    def test_3_one_rate_for_all_on_rosenbrock(self, race):
        runs = by_name(race.peek(landscape="Rosenbrock", whose=SHARED, lr=0.01))
        gone = {name: racer.diverged_at for name, racer in runs.items() if racer.diverged_at}
        assert gone == {"gradient descent": 3, "momentum": 3, "Nesterov": 3}
        for name in ("AdaGrad", "RMSProp", "Adam"):
            longest = np.hypot(*np.diff(runs[name].trace.x, axis=0).T).max()
            assert longest < 5 * 0.01, "hardly further than η"
        ways = runs["AdaGrad"].trace.x
        assert np.hypot(*(ways[-1] - ways[0])) == pytest.approx(0.2, abs=0.05)

    def test_4_momentum_with_descents_rate_in_noise(self, race):
        own = by_name(race.peek(landscape=NOISY))
        high = by_name(race.peek(landscape=NOISY, whose="momentum", lr=0.5))["momentum"]
        plain = own["gradient descent"]
        assert plain.lr == pytest.approx(0.5, rel=0.01)
        assert own["momentum"].loss[-100:].mean() == pytest.approx(0.011, abs=0.001)
        assert high.loss[-100:].mean() == pytest.approx(0.21, abs=0.01)
        ratio = high.loss[-100:].mean() / plain.loss[-100:].mean()
        assert ratio == pytest.approx(12, abs=0.6)


class TestTuned:
    """The seeds' order is that of the trainings: low, middle, high below."""

    def ends(self, model, name):
        tuning = tune(model=model)
        return np.sort(tuning.at_best(tuning.loss)[training().index(name), :, -1])

    def test_1_the_ranking_on_the_network(self):
        middles = {name: self.ends(NETWORK, name)[1] for name in training()}
        assert min(middles, key=middles.get) == "Nesterov"
        np.testing.assert_allclose(self.ends(NETWORK, "Nesterov"), [0.039, 0.043, 0.044], atol=6e-4)
        assert middles["momentum"] == pytest.approx(0.075, abs=6e-4)
        assert middles["Adam"] == pytest.approx(0.089, abs=6e-4)
        for name in ("RMSProp", "gradient descent", "AdaGrad"):
            assert middles[name] == pytest.approx(0.2, abs=0.035)

    def test_2_how_many_rates_learn(self):
        learned = dict(zip(training(), tune(model=NETWORK).learned.tolist(), strict=True))
        assert learned == {
            "gradient descent": 1, "momentum": 2, "Nesterov": 3, "AdaGrad": 2, "RMSProp": 2,
            "AdaDelta": 3, "Adam": 3, "AdamW": 3,
        }  # fmt: skip

    def test_3_test_accuracies_hardly_differ(self):
        tuning = tune(model=NETWORK)
        accuracy = tuning.at_best(tuning.accuracy)[..., -1]
        middles = np.median(accuracy, axis=1)
        assert 82.5 <= middles.min() <= middles.max() < 87.5
        assert 3 < np.ptp(accuracy, axis=1).max() < 4

    def test_4_adagrad_for_convex_rmsprop_for_non_convex(self):
        np.testing.assert_allclose(self.ends(CONVEX, "AdaGrad"), [0.13, 0.14, 0.15], atol=6e-3)
        np.testing.assert_allclose(self.ends(CONVEX, "RMSProp"), [0.20, 0.21, 0.24], atol=6e-3)
        rms, ada = (self.ends(NETWORK, name) for name in ("RMSProp", "AdaGrad"))
        np.testing.assert_allclose(rms, [0.14, 0.17, 0.21], atol=6e-3)
        np.testing.assert_allclose(ada, [0.20, 0.23, 0.24], atol=6e-3)
        assert rms[1] < ada[1]
        assert rms[2] > ada[0], "the ranges overlap"
        for model in MODELS:
            lowest = {name: self.ends(model, name)[1] for name in training()}
            assert min(lowest, key=lowest.get) not in ("AdaGrad", "RMSProp")


class TestTexts:
    """Statements beside cells that print only a part of them."""

    @pytest.mark.parametrize(
        ("angle", "end"), [(0, 1e-36), (5, 1e-11), (15, 1e-4), (45, 0.0075), (90, 1e-36)]
    )
    def test_adagrad_in_a_turned_valley_with_the_start_turned(self, angle, end):
        f, x0 = Quadratic([1 / 30, 1.0], angle=np.radians(angle)), turned(START, angle)
        found = [
            min(run.value[-1] for run in minimize_each(f, x0, [kind(lr) for lr in RATES], 30))
            for kind in (SGD, AdaGrad)
        ]
        assert found[0] == pytest.approx(0.0027, abs=5e-5)
        assert np.log10(max(found[1], 1e-36)) == pytest.approx(np.log10(end), abs=0.5)
        if angle == 45:
            assert 2.5 < found[1] / found[0] < 3.1

    def test_decay_of_noise(self):
        sizes, left = np.repeat([0.1, 10.0], 200), []
        for rule in (AdamW(1e-3, weight_decay=0.1), Adam(1e-3, l2=0.1)):
            rng, x = np.random.default_rng(1), np.ones(400)
            state = rule.init(x)
            for _ in range(2000):
                state = rule.update(x, sizes * rng.normal(size=400), state)
            left.append(x.reshape(2, -1).mean(axis=1))
        np.testing.assert_allclose(left[0], (1 - 1e-4) ** 2000, atol=0.02)
        assert left[1][0] < 0.25
        assert left[1][1] > 0.95

    def test_adadelta_by_two_defaults(self):
        steep = Quadratic([0.5, 10.0])
        left = [
            np.divide(*minimize(steep, START, rule, steps=1000).value[[-1, 0]])
            for rule in (AdaDelta(), AdaDelta(0.001, 0.95, 1e-7))
        ]
        assert left[0] < 1e-3
        assert left[1] > 0.98


RATES = np.geomspace(0.02, 3, 20)
