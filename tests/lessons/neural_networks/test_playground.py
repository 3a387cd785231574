"""The playground's training: pure, reproducible, against differences, the library and PyTorch."""

import numpy as np
import pytest

from course_lib.functions import LogLoss
from course_lib.lessons.neural_networks import explorers
from course_lib.lessons.neural_networks.plane_data import FEATURES, NOISE, OWN, featured, split
from course_lib.lessons.neural_networks.playground import (
    EVERY,
    KEPT,
    Setting,
    advance,
    look,
    share_wrong,
    start,
    trained,
)
from course_lib.nn import NetworkRisk
from tests.lessons.neural_networks.pointer import point

RULES = dict(data="moons", noise=0.1, optimizer="Adam", lr=0.03)


def same(one, other) -> bool:
    return np.array_equal(one.theta, other.theta) and one.history == other.history


@pytest.mark.parametrize("optimizer", ["SGD", "momentum", "RMSProp", "Adam"])
def test_ten_and_ten_steps_are_twenty(optimizer):
    rules = RULES | dict(optimizer=optimizer, batch=7)
    first = start(seed=3)
    halves = advance(advance(first, 130, **rules), 170, **rules)
    whole = advance(first, 300, **rules)
    assert same(halves, whole)
    assert halves.t == whole.t == 300
    assert first.t == 0, "the state that was handed in stays"
    assert not np.array_equal(first.theta, whole.theta)


@pytest.mark.parametrize("penalty", [(0.0, 0.0), (0.01, 0.0), (0.0, 0.02), (0.01, 0.02)])
def test_a_step_is_gradient_descent_on_the_penalized_risk(penalty):
    """With all samples in the batch, against the risk's gradient by differences."""
    l1, l2 = penalty
    learner = start(seed=1, features=("x1", "x2", "x1 x2"), layers=(3, 2))
    learner = advance(learner, 25, data="moons", noise=0.1, lr=0.3)  # an epoch: biases move
    X, y = split("moons", 0.1)[:2]
    risk = NetworkRisk(learner.net, LogLoss(), featured(X, learner.features), y)
    weights = np.concatenate([np.full(np.prod(s), float(n.endswith("W")))
                              for n, s in learner.net.shapes().items()])  # fmt: skip

    def objective(theta):
        penalized = theta * weights
        return risk(theta) + l1 * np.abs(penalized).sum() + l2 / 2 * (penalized**2).sum()

    theta, h = learner.theta, 1e-6
    steps = h * np.eye(len(theta))
    gradient = np.array([(objective(theta + e) - objective(theta - e)) / (2 * h) for e in steps])
    after = advance(learner, 1, data="moons", noise=0.1, lr=0.5, penalty=penalty, batch=250)
    np.testing.assert_allclose((theta - after.theta) / 0.5, gradient, atol=1e-7)


def test_an_epoch_sees_each_sample_once_and_batches_may_change_in_mid_run():
    learner = start(seed=0)
    for batch, seen in ((30, 30), (100, 130), (100, 230), (100, 250), (10, 260)):
        learner = advance(learner, 1, **RULES, batch=batch)
        assert learner.seen == seen


def test_the_history_is_thinned_out_and_tells_the_losses():
    learner = advance(start(seed=0), EVERY * (KEPT + 30), **RULES)
    steps = np.array(learner.history)[:, 0]
    assert len(steps) < KEPT
    assert set(np.diff(steps)) == {2 * EVERY}
    X, y = split("moons", 0.1)[:2]
    learner = advance(start(seed=0), EVERY, **RULES)
    risk = NetworkRisk(learner.net, LogLoss(), featured(X, learner.features), y)
    assert learner.history[-1][:2] == (EVERY, pytest.approx(risk(learner.theta)))


def test_another_optimizer_in_mid_run_keeps_the_weights_and_forgets_the_memory():
    before = advance(start(seed=0), 50, **RULES)
    after = advance(before, 1, **RULES | dict(optimizer="SGD", lr=0.0001))
    assert np.abs(after.theta - before.theta).max() < 0.01
    assert after.optimizer == "SGD"


def test_a_run_that_leaves_the_numbers_is_over_and_says_so():
    wild = advance(start(seed=0, activation="relu", init="large"), 300, data="moons", lr=1e200)
    assert wild.over
    assert advance(wild, 10, **RULES) is wild
    assert "It has diverged" in look(wild).summary


def test_the_line_of_python_shows_the_same_training_again():
    first = explorers.playground(data="spirals", layers=(5, 3), optimizer="Adam", lr=0.03, l2=0.001)
    first.set(activation="relu", batch=250, lr=10**-1.25)
    first.step(60)
    again = eval(first.code, {"explorers": explorers})
    again.step(60)
    assert same(first.training, again.training)
    assert first.code in first.result.summary
    assert first.code == ('explorers.playground(data="spirals", layers=(5, 3), activation="relu", '
                          'optimizer="Adam", lr=0.0562, l2=0.001, batch=250)')  # fmt: skip
    assert same(first.training, trained(first.setting, 60))


def test_the_line_of_the_first_picture_is_empty_and_own_points_are_written_down():
    assert Setting().code == "explorers.playground()"
    assert Setting(data=OWN, points=((0, 0.5, 1),)).code == (
        'explorers.playground(data="own points", points=((0.0, 0.5, 1.0),))'
    )
    assert Setting(noise=NOISE["moons"]) == Setting()
    assert Setting(data=OWN, noise=0.3).noise == 0


def test_a_setting_with_values_that_no_list_offers():
    explorer = explorers.playground(activation="softsign", batch=17, l1=0.5, noise=0.12)
    assert explorer.code == (
        'explorers.playground(noise=0.12, activation="softsign", l1=0.5, batch=17)'
    )
    assert explorer.at_rest


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (dict(data="blobs"), "data must be one of 'moons'"),
        (dict(layers=(4, 9)), r"the units of a layer must be in \[1, 8\], got 9"),
        (dict(layers=(2,) * 5), r"the number of layers must be in \[0, 4\], got 5"),
        (dict(features=()), "features must be at least one of x1, x2"),
        (dict(features=("x3",)), "features must be one of 'x1'"),
        (dict(activation="swish"), "activation must be one of 'identity'"),
        (dict(lr=0), "lr must be positive, got 0"),
        (dict(l2=-1), "l2 must be zero or positive, got -1"),
        (dict(batch=0), "batch must be at least 1, got 0"),
        (dict(points=((1, 2),)), "points must be .x1, x2, class."),
    ],
)
def test_a_wrong_setting_is_named(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        Setting(**wrong)


def test_maps_weights_and_errors_are_those_of_the_network():
    learner = advance(start(seed=2, layers=(3, 2)), 200, **RULES)
    run = look(learner, **RULES, layers=(3, 2))
    assert [m.shape[-1] for m in run.maps] == [2, 3, 2, 1]
    assert [w.shape for w in run.weights] == [(2, 3), (3, 2), (2, 1)]
    i, j = 4, 20
    a = np.array([run.grid[j], run.grid[i]])
    params = learner.net.unpack(learner.theta)
    for k, name in enumerate(("0", "2")):
        a = np.tanh(a @ params[f"{name}.W"] + params[f"{name}.b"])
        np.testing.assert_allclose(run.maps[k + 1][i, j], a)
    np.testing.assert_allclose(run.maps[-1][i, j], a @ params["4.W"] + params["4.b"])
    assert run.train_wrong == share_wrong(learner, *run.split[:2])


def test_buttons_and_clicks_change_the_network():
    explorer = explorers.playground()
    press = {name: explorer.controls[name].click for name in explorer.controls
             if hasattr(explorer.controls[name], "click")}  # fmt: skip
    press["more"]()
    press["wider"]()
    assert explorer.values["layers"] == (4, 2, 5)
    press["less"]()
    press["thinner"]()
    assert explorer.values["layers"] == (4, 1)
    press["thinner"]()
    assert explorer.values["layers"] == (4, 1), "a layer keeps one unit"
    seen = [explorer.values["features"]]
    for _ in range(len(explorers.FEATURE_SETS)):
        press["others"]()
        seen.append(explorer.values["features"])
    assert seen == [*explorers.FEATURE_SETS, explorers.FEATURE_SETS[0]]
    explorer.set(features=("sin x1",))
    press["others"]()
    assert explorer.values["features"] == ("x1", "x2")
    for _ in range(6):
        press["more"]()
    assert len(explorer.values["layers"]) == 4


def test_clicks_on_the_network_and_on_the_map():
    from course_lib.lessons.neural_networks.playground_view import TOP, columns

    explorer = explorers.playground()
    places = columns((4, 2))
    point(explorer, 0, *places[1][2])
    assert explorer.result.shown == (1, 2)
    assert explorer.view.named.get_text() == "layer 1, unit 3"
    point(explorer, 0, *places[1][2])
    assert explorer.result.shown is None
    for kind, seen in (("release", None), ("drag", None), ("key", (1, 2)), ("key", (1, 2))):
        point(explorer, 0, *places[1][2], kind=kind)
        assert explorer.result.shown == seen, kind
    point(explorer, 0, *places[2][0] - (3, 9), kind="key")
    assert explorer.result.shown == (2, 0)
    point(explorer, 0, *places[0][0], kind="key")
    assert explorer.result.shown == (1, 0)
    assert explorer.values["features"] == ("x1", "x2")
    explorer.set(layers=())
    point(explorer, 0, *places[1][0], kind="key")
    assert explorer.result.shown is None
    explorer.set(layers=(4, 2))
    point(explorer, 0, *places[0][list(FEATURES).index("x1 x2")])
    assert explorer.values["features"] == ("x1", "x2", "x1 x2")
    for k in (0, 1, 4):
        point(explorer, 0, *places[0][k])
    assert explorer.values["features"] == ("x1 x2",), "the last one stays"
    point(explorer, 0, places[2][0][0] + 15, TOP - 22)
    point(explorer, 0, places[1][0][0] - 15, TOP - 22)
    assert explorer.values["layers"] == (3, 3)
    point(explorer, 1, 0.5, 0.5)
    assert explorer.at_rest is False
    before = explorer.values["points"]
    explorer.set(data=OWN)
    for label in (1.0, -1.0, None):
        point(explorer, 1, 1.0, 1.0)
        now = explorer.values["points"]
        assert now == (before if label is None else (*before, (1.0, 1.0, label)))


def test_points_may_join_in_mid_run_and_all_may_go():
    explorer = explorers.playground(data=OWN, layers=(4,))
    explorer.step(20)
    theta = explorer.training.theta
    point(explorer, 1, 1.2, -1.2)
    assert np.array_equal(explorer.training.theta, theta)
    assert len(explorer.result.split.y) == 11
    explorer.controls["clear"].click()
    explorer.step(5)
    assert explorer.t == 25
    assert np.isnan(explorer.result.train_wrong)
    assert explorer.result.summary.startswith("Step 25. There are no samples: click the map")


@pytest.mark.oracle
def test_a_training_is_torchs():
    import torch

    setting = Setting(layers=(5, 3), lr=0.05, batch=250)
    net = start(layers=(5, 3))
    params = net.net.unpack(net.theta)
    model = torch.nn.Sequential(torch.nn.Linear(2, 5), torch.nn.Tanh(), torch.nn.Linear(5, 3),
                                torch.nn.Tanh(), torch.nn.Linear(3, 1)).double()  # fmt: skip
    with torch.no_grad():
        for k in (0, 2, 4):
            model[k].weight[:] = torch.tensor(params[f"{k}.W"].T)
            model[k].bias[:] = torch.tensor(params[f"{k}.b"])
    X, y = (torch.tensor(a) for a in split("moons", setting.noise)[:2])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for _ in range(100):
        optimizer.zero_grad()
        torch.nn.functional.softplus(-y * model(X)[:, 0]).mean().backward()
        optimizer.step()
    theirs = {f"{k}.W": model[k].weight.detach().numpy().T for k in (0, 2, 4)}
    ours = net.net.unpack(trained(setting, 100).theta)
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], value, rtol=1e-9)
