"""One entry is all that an optimizer needs to race and to train."""

from dataclasses import dataclass

import numpy as np
import pytest

from course_lib.lessons.optimizers import explorers, race, tuned_training
from course_lib.lessons.optimizers.race_terrains import NOISY, QUADRATIC, TERRAINS
from course_lib.lessons.optimizers.race_view import look
from course_lib.lessons.optimizers.racers import RACERS, Entry, racing, rates_on, training
from course_lib.optim import Momentum
from course_lib.plots.style import color

TOY = "coasting ball"


@dataclass(frozen=True)
class CoastingBall(Momentum):
    """A toy: momentum that keeps half of its velocity."""

    beta: float = 0.5


@pytest.fixture
def one_more(monkeypatch):
    """The optimizers with one more entry, and nothing else."""
    rates = dict.fromkeys(TERRAINS, 0.1)
    entry = Entry(CoastingBall, "violet", ":", rates=rates, middle=-1.0, short="toy")
    monkeypatch.setitem(RACERS, TOY, entry)
    caches = (race.race, tuned_training.tune)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def test_one_entry_makes_an_optimizer_race(one_more):
    explorer = explorers.race()
    assert explorer.controls["coasting_ball"].value
    assert TOY in explorer.controls["whose"].options
    own = {racer.name: racer for racer in explorer.result.racers}[TOY]
    assert own.lr == pytest.approx(0.1)
    ball = {racer.name: racer for racer in race.race(whose="momentum", lr=own.lr, beta=0.5).racers}
    assert np.allclose(explorer.peek(beta=0.5).racers[-1].trace.x, ball["momentum"].trace.x)
    assert f"{len(explorer.result.racers)} run" in explorer.result.summary
    explorer.set(t=300)
    assert TOY in explorer.view.words[TOY].get_text()
    assert explorer.view.paths[TOY].get_color() == color.violet
    explorer.set(coasting_ball=False)
    assert not explorer.view.paths[TOY].get_visible()


def test_one_entry_makes_an_optimizer_train(one_more):
    tuning = tuned_training.tune(model="softmax regression (convex)")
    assert tuning.names[-1] == training()[-1] == TOY
    np.testing.assert_allclose(tuning.rates[-1, 2], 10**-0.5, rtol=1e-9)
    assert tuning.final[-1].min() < 0.3, "it learns"
    run = tuned_training.tuned_training(model="softmax regression (convex)", optimizer=TOY)
    assert run.summary.startswith("toy at η = ")


def test_every_entry_is_complete():
    for name, entry in RACERS.items():
        assert entry.rates is not None or entry.middle is not None, name
        assert entry.rates is None or set(entry.rates) == set(TERRAINS), name
        assert entry.knobs[0] == "lr"
        assert hasattr(color, entry.tone)
        assert entry.make(0.1).lr == 0.1
    looks = [(tone_of(name), str(look(name)["ls"])) for name in RACERS]
    assert len(set(looks)) == len(looks), "every optimizer has a look of its own"


def tone_of(name):
    return look(name)["color"]


def test_arguments_and_rates_come_from_the_entries():
    assert racing()["gradient_descent"] == "gradient descent"
    assert "AdamW" not in racing().values(), "it trains and does not race"
    assert dict(rates_on(NOISY))["AdaGrad"] == 1.0
    assert dict(rates_on(QUADRATIC))["momentum"] == pytest.approx(0.5, rel=0.01)
    with pytest.raises(ValueError, match="racer must be one of 'gradient_descent'"):
        race.race(gd=True)
