"""fit: what it computes, how it ends, what it keeps; risk, evaluation, and Keras's words."""

import tracemalloc
from itertools import chain
from typing import NamedTuple

import numpy as np
import pytest

from course_lib import nn
from course_lib.datasets import make_blobs, make_moons
from course_lib.functions import SquaredError
from course_lib.functions.objective import Objective
from course_lib.nn import (
    Activation,
    BatchNorm,
    Dense,
    EarlyStopping,
    Eval,
    Flatten,
    NetworkRisk,
    Sequential,
    SoftmaxCrossEntropy,
    Train,
    evaluate,
    fit,
    mlp,
    predict,
)
from course_lib.optim import (
    Adam,
    Backtracking,
    GradientDescent,
    Nesterov,
    Optimizer,
    ReduceOnPlateau,
    RMSProp,
    SubgradientMethod,
    minimize,
)
from tests.functions.differences import central

LOSS = SoftmaxCrossEntropy()
NET = mlp((2, 16, 2))
START = NET.init(np.random.default_rng(0))


def moons(n=60):
    X, y = make_moons(rng=np.random.default_rng(0), n=n)
    return X, y


def train(net=NET, optimizer=None, data=None, seed=1, **options):
    X, y = moons() if data is None else data
    optimizer = Adam(0.02) if optimizer is None else optimizer
    options = dict(epochs=3, batch_size=16) | options
    return fit(net, LOSS, X, y, optimizer, rng=np.random.default_rng(seed), **options)


# ---------------------------------------------------------------------------------- the network


@pytest.mark.parametrize("net", [NET, mlp((2, 5, 2), "tanh", norm=BatchNorm)], ids=repr)
def test_a_network_with_a_loss_is_an_objective(net):
    X, y = moons(20)
    f = NetworkRisk(net, LOSS, X, y, Train())
    theta = f.start(np.random.default_rng(0)) + 0.1
    assert f(theta) == pytest.approx(LOSS(net.forward(net.unpack(theta), X, Train())[0], y))
    np.testing.assert_allclose(f.grad(theta), central(f, theta), atol=1e-7)
    value, grad = f.value_and_grad(theta)
    assert value == f(theta)
    np.testing.assert_array_equal(grad, f.grad(theta))
    grid = np.stack([theta, 0.5 * theta])[None]
    assert f(grid).shape == (1, 2)
    np.testing.assert_array_equal(f.grad(grid)[0, 1], f.grad(0.5 * theta))


@pytest.mark.parametrize("kind", [int, np.uint8])
def test_the_risk_of_whole_numbers_is_that_of_floats(kind):
    """BatchNorm comes first: its mean and variance must not be cut to whole numbers."""
    net = Sequential([BatchNorm(2), *mlp((2, 3, 2)).layers])
    X, y = moons()
    X = np.abs(5 * X).round()
    risks = [NetworkRisk(net, LOSS, data, y, Train()) for data in (X, X.astype(kind))]
    theta = risks[0].start(np.random.default_rng(0))
    assert np.isfinite(risks[0](theta))
    assert risks[0](theta) == risks[1](theta)
    np.testing.assert_array_equal(risks[0].grad(theta), risks[1].grad(theta))


def test_a_sample_is_unbiased_and_in_training_mode():
    X, y = moons(12)
    f = NetworkRisk(NET, LOSS, X, y)
    theta, rng = f.start(np.random.default_rng(0)), np.random.default_rng(1)
    whole = f.sample(rng, len(f.X))  # without replacement: each sample once
    np.testing.assert_array_equal(np.sort(whole.X, axis=0), np.sort(f.X, axis=0))
    part = f.sample(rng, 4)
    assert isinstance(part.mode, Train)
    assert part.mode.rng is rng
    assert len(part.X) == len(part.y) == 4
    mean = np.mean([f.sample(rng, 4).grad(theta) for _ in range(3000)], axis=0)
    assert np.linalg.norm(mean - f.grad(theta)) < 0.05 * np.linalg.norm(f.grad(theta))


def test_minimize_and_a_loop_by_hand_take_the_same_steps_as_fit():
    """One batch an epoch: only the order of the samples differs, which a mean does not see."""
    X, y = moons()
    params = NET.init(np.random.default_rng(5))
    run = train(optimizer=Adam(0.1), params=params, batch_size=60, epochs=6)
    f = NetworkRisk(NET, LOSS, X, y)
    trace = minimize(f, NET.pack(params), Adam(0.1), steps=6)
    np.testing.assert_allclose(NET.pack(run.params), trace.x[-1], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(run.losses, trace.value[:-1], rtol=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_in_place_and_pure_steps_are_the_same_training(dtype, monkeypatch):
    from course_lib.nn import training

    net = mlp((2, 8, 2), norm=BatchNorm, dropout=0.2)
    fast = train(net, RMSProp(0.01), dtype=dtype)
    monkeypatch.setattr(training, "updates_in_place", lambda optimizer: False)
    slow = train(net, RMSProp(0.01), dtype=dtype)
    for key, value in fast.params.items():
        assert value.dtype == slow.params[key].dtype == dtype
        np.testing.assert_array_equal(value, slow.params[key])
    np.testing.assert_array_equal(fast.losses, slow.losses)
    np.testing.assert_array_equal(fast.stats["1.var"], slow.stats["1.var"])


@pytest.mark.parametrize(
    "optimizer",
    [GradientDescent(0.5), GradientDescent(Backtracking()), SubgradientMethod(0.5), Adam(0.05)],
    ids=repr,
)
def test_every_kind_of_optimizer_trains(optimizer):
    run = train(optimizer=optimizer, epochs=20, batch_size=60)
    assert run.status == "finished"
    assert run.losses[-1] < 0.8 * run.losses[0]


def test_nesterov_takes_its_gradient_ahead():
    X, y = moons()
    params = NET.init(np.random.default_rng(5))
    run = train(optimizer=Nesterov(0.3, 0.8), params=params, batch_size=60, epochs=6)
    trace = minimize(NetworkRisk(NET, LOSS, X, y), NET.pack(params), Nesterov(0.3, 0.8), steps=6)
    np.testing.assert_allclose(NET.pack(run.params), trace.x[-1], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("validation", [None, moons()])
def test_a_plateau_is_looked_for_once_an_epoch(validation):
    """Losses that must halve to count lower the rate after each epoch but the first."""
    optimizer = ReduceOnPlateau(Adam(1e-4), factor=0.5, patience=0, threshold=0.5)
    run = train(optimizer=optimizer, epochs=4, validation=validation)
    best = run.history[0].loss if validation is None else run.history[0].validation_loss
    assert (run.state.factor, run.state.best) == (0.125, best)
    assert run.state.lr == pytest.approx(1e-4 / 4)  # of the last epoch's steps


# ------------------------------------------------------------------------------- what it computes


def test_every_sample_is_seen_once_an_epoch_in_a_new_order():
    class Spy(Dense):
        def _forward(self, params, x, mode):
            if isinstance(mode, Train):
                seen.append(x[:, 0].tolist())
            return super()._forward(params, x, mode)

    seen = []
    X, y = np.arange(10.0)[:, None], np.zeros(10, dtype=int)
    fit(Spy(1, 2), LOSS, X, y, Adam(0.01), epochs=2, batch_size=4, rng=np.random.default_rng(0))
    assert [len(batch) for batch in seen] == [4, 4, 2, 4, 4, 2]
    first, second = list(chain(*seen[:3])), list(chain(*seen[3:]))
    assert sorted(first) == sorted(second) == X[:, 0].tolist()
    assert first != second != X[:, 0].tolist()


@pytest.mark.parametrize(("n", "sizes"), [(9, [4, 5]), (8, [4, 4]), (1, [1]), (3, [3])])
def test_one_sample_left_over_joins_the_batch_before(n, sizes):
    from course_lib.nn.training import _cuts

    assert np.diff(_cuts(n, 4)).tolist() == sizes


def test_the_record_holds_means_over_the_epoch():
    run = train(batch_size=25, epochs=2)  # batches of 25, 25, 10
    assert len(run.losses) == 6
    weights = [25, 25, 10]
    for i, record in enumerate(run.history):
        assert record.epoch == i + 1
        mean = np.average(run.losses[3 * i : 3 * i + 3], weights=weights)
        assert record.loss == pytest.approx(mean)
    assert run.losses[0] != run.losses[-1]
    np.testing.assert_array_equal(run.curve("loss"), [r.loss for r in run.history])


def test_accuracy_of_a_network_that_does_not_move():
    X, y = moons()
    params = NET.init(np.random.default_rng(0))
    run = train(optimizer=GradientDescent(1e-300), params=params, validation=(X[:7], y[:7]))
    whole, part = (evaluate(NET, LOSS, params, X[:n], y[:n]) for n in (60, 7))
    for record in run.history:
        assert record.loss == pytest.approx(whole.loss)
        assert record.accuracy == pytest.approx(whole.accuracy)
        assert (record.validation_loss, record.validation_accuracy) == pytest.approx(part)


def test_it_learns_and_repeats_itself_from_the_same_seed():
    X, y = moons(200)
    first, again = (train(data=(X, y), epochs=20) for _ in range(2))
    assert first.evaluate(X, y).accuracy > 0.95
    np.testing.assert_array_equal(first.losses, again.losses)
    assert (first.losses != train(data=(X, y), epochs=20, seed=2).losses).any()
    np.testing.assert_array_equal(first.predict(X[:3]), predict(NET, first.params, X[:3]))


def test_regression():
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, (100, 1))
    y = X[:, 0] ** 2
    run = fit(mlp((1, 16, 1), "tanh"), SquaredError(), X, y, Adam(0.02), epochs=60, rng=rng)
    assert run.evaluate(X, y).loss < 0.1 * y.var()
    assert run.history[0].accuracy is None
    assert np.isnan(run.curve("accuracy")).all()


def test_start_and_data_stay_as_they_were():
    X, y = moons()
    X.setflags(write=False)
    params = NET.init(np.random.default_rng(0))
    before = NET.pack(params)
    train(data=(X, y), params=params)
    np.testing.assert_array_equal(NET.pack(params), before)


def test_going_on_is_the_same_as_not_stopping():
    net, rng = mlp((2, 8, 2), norm=BatchNorm), np.random.default_rng(3)
    X, y = moons()
    once = fit(net, LOSS, X, y, Adam(0.05), epochs=4, rng=np.random.default_rng(3))
    first = fit(net, LOSS, X, y, Adam(0.05), epochs=2, rng=rng)
    kept = first.state.m.copy()
    more = dict(params=first.params, stats=first.stats, state=first.state)
    second = fit(net, LOSS, X, y, Adam(0.05), epochs=2, rng=rng, **more)
    np.testing.assert_array_equal(net.pack(once.params), net.pack(second.params))
    np.testing.assert_array_equal(first.state.m, kept)
    np.testing.assert_array_equal(once.stats["1.mean"], second.stats["1.mean"])


def test_whole_numbers_are_trained_on_as_floats():
    X, y = np.array([[0], [255]] * 8, dtype=np.uint8), np.array([0, 1] * 8)
    run = fit(mlp((1, 2)), LOSS, X, y, Adam(0.1), epochs=80, rng=np.random.default_rng(0),
              dtype=np.float32)  # fmt: skip
    assert run.params["0.W"].dtype == np.float32
    assert run.evaluate(X, y).accuracy == 1
    run = fit(mlp((1, 2)), LOSS, X, y, Adam(0.1), epochs=0, rng=np.random.default_rng(0))
    assert run.params["0.W"].dtype == np.float64


def test_running_statistics_are_used_in_evaluation():
    net = mlp((2, 8, 2), norm=BatchNorm)
    X, y = moons(200)
    run = train(net, data=(3 * X + 5, y), epochs=15)
    assert (run.stats["1.mean"] != 0).any()
    assert run.evaluate(3 * X + 5, y).accuracy > 0.9
    one_by_one = [run.predict(3 * X[i : i + 1] + 5)[0] for i in range(5)]
    np.testing.assert_allclose(run.predict(3 * X[:5] + 5), one_by_one)


def test_validation_is_an_evaluation():
    net = mlp((2, 8, 2), norm=BatchNorm, dropout=0.3)
    X, y = moons(30)
    run = train(net, validation=(X, y))
    score = run.history[-1].validation_loss, run.history[-1].validation_accuracy
    assert score == pytest.approx(run.evaluate(X, y))


def test_a_gradient_that_an_optimizer_keeps_stays_as_it_was():
    """What a method that compares this gradient with the last one, as BFGS, relies on."""

    class Kept(NamedTuple):
        t: int = 0
        lr: float = 0.1
        halt: object = None
        grad: np.ndarray | None = None
        copy: np.ndarray | None = None

    class Keeper(Optimizer):
        def init(self, x):
            return Kept()

        def step(self, f, x, state):
            grad = f.grad(x)
            if state.grad is not None:
                np.testing.assert_array_equal(state.grad, state.copy)
            assert grad.dtype == x.dtype == np.float32
            return x - 0.1 * grad, Kept(state.t + 1, grad=grad, copy=grad.copy())

    assert train(optimizer=Keeper(), dtype=np.float32).state.t == 12


def test_evaluation_in_pieces_is_evaluation(monkeypatch):
    from course_lib.nn import evaluation

    X, y = moons(50)
    params = NET.init(np.random.default_rng(0))
    whole = evaluate(NET, LOSS, params, X, y)
    monkeypatch.setattr(evaluation, "PIECE", 7)
    assert evaluate(NET, LOSS, params, X, y) == pytest.approx(whole)
    assert predict(NET, params, X[:0]).shape == (0, 2)


def test_memory_does_not_grow_with_the_epochs_and_data_are_not_copied():
    X = np.random.default_rng(0).standard_normal((20_000, 64)).astype(np.float32)
    y = (X[:, 0] > 0).astype(int)
    held = []

    def watch(record, params):
        held.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    fit(mlp((64, 64, 2)), LOSS, X, y, Adam(1e-3), epochs=6, batch_size=500,
        rng=np.random.default_rng(0), callback=watch)  # fmt: skip
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held[-1] - held[1] < 5_000  # records of epochs, no arrays
    assert peak < X.nbytes / 3


# ------------------------------------------------------------------------------------ how it ends


def test_early_stopping_goes_back_to_the_best():
    X, y = moons(40)
    noisy = np.where(np.arange(40) % 3 == 0, 1 - y, y)
    run = train(mlp((2, 64, 2)), Adam(0.1), data=(X[:20], noisy[:20]), epochs=200,
                validation=(X[20:], noisy[20:]), early_stopping=EarlyStopping(4))  # fmt: skip
    curve = run.curve("validation_loss")
    assert run.status == "stopped early"
    assert len(curve) == curve.argmin() + 1 + 4 < 200
    assert run.evaluate(X[20:], noisy[20:]).loss == pytest.approx(curve.min())
    assert f"the best was epoch {curve.argmin() + 1}" in run.message


def test_a_small_improvement_does_not_count():
    X, y = moons()
    options = dict(optimizer=GradientDescent(1e-3), epochs=30, validation=(X, y))
    run = train(early_stopping=EarlyStopping(patience=3, min_delta=0.5), **options)
    assert len(run.history) == 4
    assert train(early_stopping=EarlyStopping(patience=3), **options).status == "finished"


def test_a_loss_that_stays_is_no_improvement():
    run = train(optimizer=GradientDescent(1e-300), validation=moons(), epochs=9,
                early_stopping=EarlyStopping())  # fmt: skip
    assert (run.status, len(run.history)) == ("stopped early", 4)
    assert run.message.endswith("the best was epoch 1, its parameters are kept")


@pytest.mark.parametrize("where", ["progress", "callback"])
def test_an_interrupt_keeps_what_was_reached(where):
    def stop(*seen):
        if where == "progress" or seen[0].epoch == 2:
            raise KeyboardInterrupt

    params = NET.init(np.random.default_rng(0))
    run = train(params=params, epochs=50, **{where: stop})
    assert run.status == "interrupted"
    assert "all of it is kept" in run.message
    assert len(run.history) == (1 if where == "progress" else 2)
    assert len(run.losses) == 4 * len(run.history)
    assert (NET.pack(run.params) != NET.pack(params)).any()
    assert run.losses[-1] < 1.1 * run.losses[0]


def test_a_nan_ends_it_with_the_step_and_the_largest_gradient():
    seen = []

    class Watched(GradientDescent):
        def update(self, x, grad, state):
            seen.append(grad.copy())
            return super().update(x, grad, state)

    net = mlp((2, 8, 8, 2))
    run = train(net, Watched(1e200), epochs=5)
    assert run.status == "diverged"
    step = len(seen) + 1
    assert run.message.startswith(f"the loss is {'nan' if 'nan' in run.message[:16] else 'inf'} at")
    assert f"at step {step};" in run.message
    largest = {k: np.abs(v).max() for k, v in net.unpack(seen[-1]).items()}
    name = max(largest, key=largest.get)
    assert f"was {largest[name]:.3g}, in {name};" in run.message
    assert len(run.losses) == step - 1
    assert np.isfinite(run.losses).all()


def test_a_nan_after_some_epochs_keeps_their_history():
    rates = [0.01] * 8 + [1e200] * 20
    run = train(optimizer=GradientDescent(lambda t: rates[t]), epochs=6)
    assert run.status == "diverged"
    assert len(run.history) == 2


def test_an_optimizer_that_finds_no_step_halts_it():
    run = train(optimizer=GradientDescent(Backtracking(initial=1e6, max_trials=1)))
    assert (run.status, len(run.losses), run.history) == ("halted", 1, ())
    assert run.message.startswith("in epoch 1 by the optimizer: no sufficient decrease down to")


def test_bad_data_are_told_from_a_bad_rate():
    X, y = moons()
    X = np.where(np.arange(len(X))[:, None] >= 0, np.nan, X)
    run = train(data=(X, y))
    assert run.status == "diverged"
    assert "the first one; look at X, y" in run.message
    assert run.history == ()


def test_no_epoch_is_a_training_too():
    run = train(epochs=0)
    assert (run.status, run.history, len(run.losses)) == ("finished", (), 0)


def test_progress_tells_how_far_and_how_long(monkeypatch):
    from course_lib.nn import training

    seen, clock = [], iter(np.arange(0, 1000, 0.5))
    monkeypatch.setattr(training, "perf_counter", lambda: float(next(clock)))
    train(epochs=2, progress=seen.append)
    assert [(p.epoch, p.step) for p in seen if p.step % 4 == 0][-1] == (2, 8)
    assert {p.steps for p in seen} == {8}
    assert {p.step for p in seen} == set(range(1, 9))  # each step takes half a second
    assert (np.diff([p.elapsed for p in seen[:-1]]) > 0).all()
    for p in seen:
        assert p.elapsed > 0
        assert p.remaining == pytest.approx(p.elapsed * (8 - p.step) / p.step)
    assert seen[-1].fraction == 1
    assert seen[-1].remaining == 0
    assert repr(seen[-1]) == "<epoch 2 of 2, step 8 of 8>"
    assert len(seen[-1].history) == 2
    assert [p.done for p in seen] == [False] * (len(seen) - 1) + [True]


def test_a_training_that_stops_early_says_that_it_is_done():
    seen = []
    options = dict(early_stopping=EarlyStopping(patience=1, min_delta=9), validation=moons())
    run = train(epochs=9, progress=seen.append, **options)
    assert run.status == "stopped early"
    assert (seen[-1].done, seen[-1].epoch, seen[-1].epochs) == (True, 2, 9)


# ------------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (dict(net="mlp"), r"net must be a Layer, got 'mlp'"),
        (dict(optimizer="adam"), r"optimizer must be an Optimizer, got 'adam'; write Adam"),
        (dict(epochs=-1), r"epochs must be at least 0, got -1"),
        (dict(batch_size=0), r"batch_size must be at least 1, got 0"),
        (dict(early_stopping=EarlyStopping()), r"validation must be given for early stopping"),
        (dict(net=mlp((3, 2))), r"layer 0: Dense\(3, 2\) takes samples .* got \(n, 2\)"),
        (dict(data=(np.ones((2, 2)), np.array([0, 2]))), r"y must be class indices from 0 to 1"),
        (dict(data=(np.ones((4, 2)), np.array([0, 1]))), r"X and y must have equally many rows"),
        (dict(data=(np.array([["a", "b"]]), np.array([0]))), r"X must be an array of numbers"),
        (dict(dtype=np.int32), r"dtype must be one of"),
        (dict(callback=3), r"callback must be a function, got 3"),
        (dict(progress=3), r"progress must be a function, got 3"),
        (dict(early_stopping=3, validation=moons()), r"early_stopping must be an EarlyStopping"),
        (dict(validation=3), r"validation must be a pair \(X, y\), got 3"),
        (dict(validation=(np.ones((2, 2)),)), r"validation must be a pair \(X, y\)"),
        (dict(validation=(np.ones((2, 2)), [0])), r"validation X and validation y must have"),
        (dict(validation=(np.ones((2, 3)), np.array([0, 1]))), r"layer 0: .* got \(n, 3\)"),
        (dict(params={}), r".* has a parameter '0.W'"),
    ],
)  # fmt: skip
def test_bad_input_is_named(change, message):
    with pytest.raises((ValueError, TypeError), match=f"^{message}"):
        train(**change)


def test_a_batch_of_one_in_batch_norm_is_named():
    with pytest.raises(ValueError, match=r"BatchNorm\(4\) needs at least 2 numbers a channel"):
        train(mlp((2, 4, 2), norm=BatchNorm), batch_size=1)


def test_early_stopping_is_checked():
    rule = EarlyStopping(np.int64(4), np.float32(0.5))
    assert [(type(v), v) for v in (rule.patience, rule.min_delta)] == [(int, 4), (float, 0.5)]
    with pytest.raises(ValueError, match=r"^patience must be at least 1, got 0"):
        EarlyStopping(0)
    with pytest.raises(ValueError, match=r"^min_delta must be zero or positive, got -1"):
        EarlyStopping(min_delta=-1)


def test_risk_is_checked():
    X, y = moons()
    with pytest.raises(ValueError, match=r"batch must be at most the 60 samples, got 61"):
        NetworkRisk(NET, LOSS, X, y).sample(np.random.default_rng(0), 61)
    net = mlp((2, 4, 2), norm=BatchNorm)
    with pytest.raises(ValueError, match=r"^stats must be given to evaluate BatchNorm"):
        NetworkRisk(net, LOSS, X, y)(np.zeros(net.size))
    assert isinstance(NetworkRisk(NET, LOSS, X, y), Objective)


# --------------------------------------------------------------------------------- Keras's words


def test_compile_fit_evaluate():
    X, y = make_blobs(rng=np.random.default_rng(0), n=90)
    rng = np.random.default_rng(1)
    net = mlp((2, 16, int(y.max()) + 1))
    model = net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    score = model.fit(X, y, epochs=2, rng=rng, validation_data=(X, y)).evaluate(X, y)
    assert score == pytest.approx(
        (model.history["val_loss"][-1], model.history["val_accuracy"][-1])
    )
    model.fit(X, y, epochs=3, rng=rng, validation_data=(X, y))
    assert [len(values) for values in model.history.values()] == [5, 5, 5, 5]
    assert model.training.state.t == 5 * 3
    assert model.predict(X).shape == (90, net.layers[-1].n_out)
    assert model.count_params() == net.size


def test_the_models_training_is_fits():
    X, y = moons()
    model = NET.compile(Adam(0.02), LOSS)
    model.fit(X, y, batch_size=16, epochs=3, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(model.training.losses, train().losses)


def test_without_a_word_it_takes_one_epoch_in_batches_of_32():
    X, y = moons()
    run = NET.compile("adam", LOSS).fit(X, y, rng=np.random.default_rng(0)).training
    assert (len(run.history), len(run.losses)) == (1, 2)  # 32 and 28 of 60
    assert repr(run).startswith("<")


def test_a_second_fit_goes_on_from_the_first():
    """With its parameters, its running statistics and its optimizer's state."""
    X, y = moons()
    net = mlp((2, 4, 2), norm=BatchNorm)
    model = net.compile("adam", LOSS)
    options = dict(batch_size=30, epochs=2)
    model.fit(X, y, rng=np.random.default_rng(0), **options)
    first = fit(net, LOSS, X, y, model.optimizer, rng=np.random.default_rng(0), **options)
    model.fit(X, y, rng=np.random.default_rng(1), **options)
    then = dict(params=first.params, stats=first.stats, state=first.state)
    second = fit(net, LOSS, X, y, model.optimizer, rng=np.random.default_rng(1), **options, **then)
    for ours, theirs in ((model.training.params, second.params),
                         (model.training.stats, second.stats)):  # fmt: skip
        for name in theirs:
            np.testing.assert_array_equal(ours[name], theirs[name])


def test_the_summary_counts():
    text = Sequential(mlp((784, 512, 10), dropout=0.2).layers).compile("sgd", "mse").summary()
    assert "Dense(784, 512)" in text
    assert "401,920" in text
    assert text.splitlines()[-1].split()[-1] == "407,050"
    text = Sequential([Activation("tanh"), Flatten()]).compile("sgd", "mse").summary()
    assert [line.split() for line in text.splitlines()] == [
        ["layer", "output", "parameters"],
        ["Activation('tanh')", "?", "0"],
        ["Flatten()", "?", "0"],
        ["total", "0"],
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: NET.compile("adagrad2", LOSS), "optimizer must be one of 'sgd'"),
        (lambda: NET.compile("adam", "nll"), "loss must be one of 'sparse_categorical"),
        (lambda: NET.compile("adam"), "loss must be a loss, got None"),
        (lambda: NET.compile("adam", LOSS, ["f1"]), "metrics must be one of 'accuracy', got 'f1'"),
        (lambda: NET.compile("adam", LOSS).evaluate(*moons()), "fit must come before evaluate"),
        (lambda: NET.compile(0.1, LOSS), "optimizer must be an Optimizer or a name, got 0.1"),
        (lambda: nn.Model("dense", "adam", LOSS), "net must be a Layer, got 'dense'; write mlp"),
        (lambda: predict("dense", {}, np.ones((1, 2))), "net must be a Layer, got 'dense'"),
        (lambda: predict(NET, {}, np.ones((1, 2))), ".* has a parameter '0.W'"),
        (lambda: evaluate(NET, LOSS, START, None, [0]), "X must be an array of numbers, got None"),
        (lambda: predict(NET, START, None), "X must be an array of numbers, got None"),
        (lambda: evaluate(NET, LOSS, START, 1j * np.ones((1, 2)), [0]), "X must be real"),
    ],
)
def test_the_model_names_what_is_wrong(make, message):
    with pytest.raises((ValueError, TypeError), match=f"^{message}"):
        make()


def test_evaluation_needs_the_statistics():
    net = mlp((2, 4, 2), norm=BatchNorm)
    params = net.init(np.random.default_rng(0))
    X, y = moons()
    with pytest.raises(ValueError, match=r"^stats must be given"):
        evaluate(net, LOSS, params, X, y)
    assert evaluate(net, LOSS, params, X, y, Eval(net.stats())).loss > 0
    with pytest.raises(ValueError, match=r"^X and y must have equally many rows"):
        evaluate(net, LOSS, params, X, y[1:], Eval(net.stats()))
