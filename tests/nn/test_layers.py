"""Every layer: its backward against differences, its modes, its shapes, its messages."""

import inspect
import re

import numpy as np
import pytest

from course_lib import nn
from course_lib.nn import (
    LAYERS,
    Activation,
    BatchNorm,
    Dense,
    Dropout,
    Eval,
    Flatten,
    GroupNorm,
    InstanceNorm,
    Kaiming,
    Layer,
    LayerNorm,
    Maxout,
    Sequential,
    Train,
    WeightNorm,
    Zeros,
    mlp,
)

MODES = ["train", "eval"]


def example(name, dtype=np.float64, n=5):
    """A layer with parameters and inputs in general position."""
    layer, shape = LAYERS[name]
    rng = np.random.default_rng(list(name.encode()))
    params = {
        k: (v + 0.3 * rng.standard_normal(v.shape)).astype(dtype)
        for k, v in layer.init(rng).items()
    }
    return layer, params, rng.standard_normal((n, *shape)).astype(dtype)


def mode_of(layer, mode):
    """Train with a fresh generator, the same masks at each call; or Eval with odd statistics."""
    if mode == "train":
        return Train(np.random.default_rng(3))
    return Eval({name: np.abs(value) + 0.7 for name, value in layer.stats().items()})


def central(function, x, h=1e-6):
    """∂(scalar function)/∂x by central differences, x changed in place and put back."""
    slope = np.empty_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        above = function()
        x[i] = kept - h
        slope[i] = (above - function()) / (2 * h)
        x[i] = kept
    return slope


# ------------------------------------------------------------------------------- every layer


def test_every_layer_is_in_the_registry():
    kinds = {k for k in vars(nn).values() if inspect.isclass(k) and issubclass(k, Layer)}
    assert {type(layer) for layer, _ in LAYERS.values()} == kinds - {Layer}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", LAYERS)
def test_backward_is_the_slope(name, mode):
    layer, params, x = example(name)
    outputs, cache = layer.forward(params, x, mode_of(layer, mode))
    weights = np.random.default_rng(1).standard_normal(outputs.shape)
    grad_x, grads = layer.backward(params, cache, weights)

    def risk():
        return float((weights * layer.forward(params, x, mode_of(layer, mode))[0]).sum())

    np.testing.assert_allclose(grad_x, central(risk, x), rtol=1e-6, atol=1e-7)
    assert grads.keys() == params.keys()
    for key, value in params.items():
        np.testing.assert_allclose(grads[key], central(risk, value), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", LAYERS)
def test_calls_are_pure_and_keep_the_dtype(name, dtype, mode):
    layer, params, x = example(name, dtype)
    before = x.copy(), {k: v.copy() for k, v in params.items()}
    outputs, cache = layer.forward(params, x, mode_of(layer, mode))
    assert outputs.dtype == dtype
    assert outputs.shape == (len(x), *layer.output_shape(x.shape[1:]))
    assert all(type(side) is int for side in layer.output_shape(x.shape[1:]))
    assert layer.input_shape in (None, x.shape[1:])
    grad = np.ones_like(outputs)
    first = layer.backward(params, cache, grad)
    again = layer.backward(params, cache, grad)
    assert first[0].dtype == dtype
    np.testing.assert_array_equal(first[0], again[0])
    for key in params:
        assert first[1][key].dtype == dtype
        np.testing.assert_array_equal(first[1][key], again[1][key])
        np.testing.assert_array_equal(params[key], before[1][key])
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(grad, 1)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("read", [np.int64, np.uint8, list], ids=lambda kind: kind.__name__)
def test_whole_numbers_are_read_as_floats(name, mode, read):
    layer, params, x = example(name)
    whole = np.abs(3 * x).round()
    given = whole.astype(read) if read is not list else whole.astype(int).tolist()
    results = []
    for batch in (whole, given):
        outputs, cache = layer.forward(params, batch, mode_of(layer, mode))
        weights = np.ones(outputs.shape) if batch is whole else np.ones(outputs.shape, dtype=int)
        grad_x, grads = layer.backward(params, cache, weights)
        results.append([outputs, grad_x, *grads.values()])
    for floats, wholes in zip(*results, strict=True):
        np.testing.assert_array_equal(wholes, floats, strict=True)


@pytest.mark.parametrize("x", [None, "text", [[1.0], [1.0, 2.0]], {}, 1j * np.ones((2, 3)), 3.0])
@pytest.mark.parametrize("name", LAYERS)
def test_what_is_no_batch_is_named(name, x):
    layer, params, _ = example(name)
    message = r"^x must (be an array of numbers|be real|hold samples)"
    with pytest.raises((TypeError, ValueError), match=message):
        layer.forward(params, x, Train(np.random.default_rng(0)))


@pytest.mark.parametrize("name", [name for name, (layer, _) in LAYERS.items() if layer.shapes()])
def test_parameters_that_are_missing_or_misshapen_are_named(name):
    layer, params, x = example(name)
    mode = mode_of(layer, "train")
    some = next(iter(params))
    for wrong in ({}, {**params, some: np.ones((2, 3, 4))}, {**params, some: None}):
        with pytest.raises(ValueError, match=rf"has a parameter '{some}' of shape .*init\(rng\)"):
            layer.forward(wrong, x, mode)
    for wrong in (None, [1.0], "W"):
        with pytest.raises(TypeError, match=r"^params must be a Mapping, got .*init\(rng\)"):
            layer.forward(wrong, x, mode)


@pytest.mark.parametrize("name", LAYERS)
def test_gradients_are_written_where_asked(name):
    layer, params, x = example(name)
    outputs, cache = layer.forward(params, x, mode_of(layer, "train"))
    vector = np.full(layer.size, np.nan)
    views = layer.unpack(vector)
    none, out = layer.backward(params, cache, outputs, out=views, wrt_input=False)
    grads = layer.backward(params, cache, outputs)[1]
    assert out is views
    np.testing.assert_array_equal(vector, layer.pack(grads))
    assert none is None or isinstance(layer, Flatten | Dropout | Maxout)


@pytest.mark.parametrize("name", LAYERS)
def test_pack_and_unpack(name):
    layer, params, _ = example(name)
    vector = layer.pack(params)
    assert vector.shape == (layer.size,)
    views = layer.unpack(vector)
    assert {k: v.shape for k, v in views.items()} == layer.shapes()
    for key in params:
        np.testing.assert_array_equal(views[key], params[key])
        assert np.shares_memory(views[key], vector)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_is_a_value(name):
    layer, _ = LAYERS[name]
    assert hash(layer) == hash(layer)
    with pytest.raises(AttributeError):
        layer.anything = 1


@pytest.mark.parametrize("name", LAYERS)
def test_a_mode_must_be_given(name):
    layer, params, x = example(name)
    with pytest.raises(TypeError, match=r"^mode must be Train\(...\) or Eval\(...\), got 'train'"):
        layer.forward(params, x, "train")


# --------------------------------------------------------------------------------- one by one


def test_dense_by_hand():
    params = {"W": np.array([[1.0, 2.0], [3.0, 4.0]]), "b": np.array([0.5, -0.5])}
    layer = Dense(2, 2)
    out, cache = layer.forward(params, np.array([[1.0, -1.0]]), Train())
    np.testing.assert_array_equal(out, [[-1.5, -2.5]])
    grad_x, grads = layer.backward(params, cache, np.array([[1.0, 10.0]]))
    np.testing.assert_array_equal(grad_x, [[21.0, 43.0]])
    np.testing.assert_array_equal(grads["W"], [[1.0, 10.0], [-1.0, -10.0]])
    np.testing.assert_array_equal(grads["b"], [1.0, 10.0])


def test_the_tie_of_maxout_goes_to_the_first():
    layer = Maxout(2)
    _, cache = layer.forward({}, np.array([[3.0, 3.0, 1.0, 2.0]]), Train())
    grad, _ = layer.backward({}, cache, np.array([[5.0, 7.0]]))
    np.testing.assert_array_equal(grad, [[5.0, 0.0, 0.0, 7.0]])


def test_dropout_keeps_the_mean_and_scales_what_stays():
    x = np.ones((200, 500))
    out, cache = Dropout(0.2).forward({}, x, Train(np.random.default_rng(0)))
    assert set(np.unique(out)) == {0.0, 1.25}
    assert out.mean() == pytest.approx(1, abs=4 * 0.5 / np.sqrt(x.size))
    grad, _ = Dropout(0.2).backward({}, cache, x)
    np.testing.assert_array_equal(grad, out)
    np.testing.assert_array_equal(Dropout(0.2).forward({}, x, Eval())[0], x)


def test_dropout_takes_its_masks_from_the_generator_alone():
    x, rng = np.ones((4, 50)), np.random.default_rng(0)
    first = Dropout(0.5).forward({}, x, Train(rng))[0]
    second = Dropout(0.5).forward({}, x, Train(rng))[0]
    again = Dropout(0.5).forward({}, x, Train(np.random.default_rng(0)))[0]
    assert (first != second).any()
    np.testing.assert_array_equal(first, again)


def test_weight_norm_starts_as_its_layer_and_separates_length():
    layer, rng = WeightNorm(Dense(4, 3)), np.random.default_rng(0)
    params = layer.init(rng)
    x = rng.standard_normal((2, 4))
    same = Dense(4, 3).forward({"W": params["v"], "b": params["b"]}, x, Eval())[0]
    np.testing.assert_allclose(layer.forward(params, x, Eval())[0], same)
    longer = layer.forward(params | {"v": 7 * params["v"]}, x, Eval())[0]
    np.testing.assert_allclose(longer, same)


def test_a_network_of_zeros_keeps_its_rows_equal():
    net = mlp((3, 4, 2), initializer=Zeros())
    params = net.init(np.random.default_rng(0))
    _, cache = net.forward(params, np.ones((2, 3)), Train())
    _, grads = net.backward(params, cache, np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert not grads["0.W"].any()
    np.testing.assert_array_equal(grads["2.b"], [4.0, 6.0])


# --------------------------------------------------------------------------------- sequential


def test_sequential_is_its_layers_in_turn():
    net = mlp((3, 4, 2), activation="tanh")
    params = net.init(np.random.default_rng(0))
    x = np.random.default_rng(1).standard_normal((5, 3))
    by_hand = np.tanh(x @ params["0.W"] + params["0.b"]) @ params["2.W"] + params["2.b"]
    np.testing.assert_allclose(net.forward(params, x, Eval())[0], by_hand)


def test_signals_layer_by_layer():
    net = Sequential([Flatten(), Dense(4, 3), Activation("tanh"), Dense(3, 2)])
    params = net.init(np.random.default_rng(0))
    x = np.random.default_rng(1).standard_normal((5, 2, 2))
    outputs, cache = net.layer_outputs(params, x, Train())
    final, _ = net.forward(params, x, Train())
    assert [out.shape for out in outputs] == [(5, 4), (5, 3), (5, 3), (5, 2)]
    np.testing.assert_array_equal(outputs[-1], final)
    grad = np.ones((5, 2))
    gradients, grads = net.layer_gradients(params, cache, grad)
    whole_x, whole = net.backward(params, cache, grad)
    assert [g.shape for g in gradients] == [out.shape for out in outputs]
    np.testing.assert_array_equal(gradients[0].reshape(x.shape), whole_x)
    np.testing.assert_array_equal(gradients[2], grad @ params["3.W"].T)
    np.testing.assert_allclose(gradients[1], gradients[2] * (1 - outputs[2] ** 2))
    for key in whole:
        np.testing.assert_array_equal(grads[key], whole[key])


def test_the_same_layer_twice_has_two_sets_of_parameters():
    layer = Dense(2, 2)
    assert list(Sequential([layer, layer]).shapes()) == ["0.W", "0.b", "1.W", "1.b"]


def test_running_statistics_reach_the_right_layer():
    net = Sequential([BatchNorm(2, decay=0.0), Dense(2, 3), BatchNorm(3, decay=0.5)])
    params = net.init(np.random.default_rng(0))
    x = np.random.default_rng(1).standard_normal((6, 2))
    _, cache = net.forward(params, x, Train())
    start = net.stats()
    stats = net.track(start, cache)
    assert list(stats) == ["0.mean", "0.var", "2.mean", "2.var"]
    np.testing.assert_allclose(stats["0.mean"], x.mean(axis=0))
    np.testing.assert_allclose(stats["0.var"], x.var(axis=0, ddof=1))
    np.testing.assert_array_equal(start["0.mean"], 0)
    assert net.forward(params, x, Eval(stats))[0].shape == (6, 3)


def test_a_residual_tracks_what_its_block_tracks():
    layer, params, x = example("residual")
    _, cache = layer.forward(params, x, Train())
    before = layer.stats()
    after, block = layer.track(before, cache), layer.block.track(layer.block.stats(), cache)
    assert before
    for name, value in after.items():
        assert (value != before[name]).all()
        np.testing.assert_array_equal(value, block[name])


def test_mlp_puts_the_parts_in_order():
    net = mlp((4, 8, 3), "tanh", Zeros(), norm=LayerNorm, dropout=0.1)
    kinds = [type(layer) for layer in net.layers]
    assert kinds == [Dense, LayerNorm, Activation, Dropout, Dense]
    assert net.layers[0].initializer == net.layers[-1].initializer == Zeros()
    assert mlp((4, 3)).layers == (Dense(4, 3, Kaiming()),)


# -------------------------------------------------------------------------------- normalization


def test_batch_norm_normalizes_with_the_biased_and_tracks_the_unbiased_variance():
    layer = BatchNorm(1, decay=0.75, eps=1e-12)
    params = {"gamma": np.array([2.0]), "beta": np.array([1.0])}
    out, cache = layer.forward(params, np.array([[1.0], [3.0]]), Train())
    np.testing.assert_allclose(out, [[-1.0], [3.0]])
    stats = layer.track(layer.stats(), cache)
    np.testing.assert_allclose(stats["mean"], 0.25 * 2)
    np.testing.assert_allclose(stats["var"], 0.75 * 1 + 0.25 * 2)


def test_an_evaluation_divides_by_the_root_of_variance_and_epsilon():
    layer = BatchNorm(2, eps=0.5)
    stats = {"mean": np.array([1.0, -1.0]), "var": np.array([3.5, 0.0])}
    outputs, _ = layer.forward(
        {"gamma": np.array([2.0, 1.0]), "beta": np.array([0.0, 10.0])},
        np.array([[5.0, 0.0]]), Eval(stats),
    )  # fmt: skip
    np.testing.assert_allclose(outputs, [[2 * 4 / 2, 10 + 1 / np.sqrt(0.5)]], rtol=1e-15)


def test_an_evaluation_does_not_move_the_running_statistics():
    layer, params, x = example("batch norm")
    stats = {"mean": np.arange(4.0), "var": np.ones(4)}
    _, cache = layer.forward(params, x, Eval(stats))
    assert all((layer.track(stats, cache)[k] == stats[k]).all() for k in stats)


@pytest.mark.parametrize(
    ("layer", "axes"),
    [
        (BatchNorm(4, affine=False), (0, 2)),
        (LayerNorm((4, 6), affine=False), (1, 2)),
        (InstanceNorm(4, affine=False), (2,)),
    ],
    ids=repr,
)
def test_the_axes_of_wu_and_he(layer, axes):
    x = 3 + 2 * np.random.default_rng(0).standard_normal((5, 4, 6))
    out = layer.forward({}, x, Train())[0]
    np.testing.assert_allclose(out.mean(axis=axes), 0, atol=1e-12)
    np.testing.assert_allclose(out.var(axis=axes), 1, rtol=1e-4)


@pytest.mark.parametrize(
    "layer",
    [BatchNorm(4, affine=False), LayerNorm((4, 6), affine=False), InstanceNorm(4, affine=False),
     GroupNorm(2, 4, affine=False)],
    ids=repr,
)  # fmt: skip
def test_without_scale_and_shift_backward_is_the_slope(layer):
    rng = np.random.default_rng(0)
    x, weights = rng.standard_normal((2, 3, 4, 6))
    assert (layer.size, layer.init(rng)) == (0, {})
    _, cache = layer.forward({}, x, Train())
    slope, _ = layer.backward({}, cache, weights)
    wanted = central(lambda: (weights * layer.forward({}, x, Train())[0]).sum(), x)
    np.testing.assert_allclose(slope, wanted, atol=1e-7)


def test_groups_lie_between_layer_and_instance():
    x = np.random.default_rng(0).standard_normal((5, 4, 6))
    one, each = GroupNorm(1, 4, affine=False), GroupNorm(4, 4, affine=False)
    layer, instance = LayerNorm((4, 6), affine=False), InstanceNorm(4, affine=False)
    for ours, other in ((one, layer), (each, instance)):
        np.testing.assert_allclose(
            ours.forward({}, x, Train())[0], other.forward({}, x, Train())[0]
        )
    halves = GroupNorm(2, 4, affine=False).forward({}, x, Train())[0].reshape(5, 2, -1)
    np.testing.assert_allclose(halves.mean(axis=-1), 0, atol=1e-12)


# ------------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (Dense(4, 3), (2, 2, 2), "Dense(4, 3) takes samples of shape (n, 4), got (n, 2, 2)"),
        (BatchNorm(4), (2, 5), "BatchNorm(4) takes samples of shape (n, 4, ...), got (n, 5)"),
        (LayerNorm(4), (2, 5), "takes samples of shape (n, 4), got (n, 5)"),
        (Maxout(3), (2, 4), "takes samples of shape (n, a multiple of 3), got (n, 4)"),
        (InstanceNorm(4), (2, 4), "at least 2 numbers a channel, got samples of shape (4,)"),
        (GroupNorm(4, 4), (2, 4), "at least 2 numbers a group, got samples of shape (4,)"),
        (mlp((4, 3, 2)), (2, 5), "layer 0: Dense(4, 3) takes samples of shape (n, 4), got (n, 5)"),
        (BatchNorm(4), (1, 4), "BatchNorm(4) needs at least 2 numbers a channel in training"),
        (Dropout(0.5), (2, 4), "rng must be given to drop at random"),
    ],
    ids=lambda v: repr(v)[:20],
)  # fmt: skip
def test_what_does_not_fit_is_named(layer, shape, message):
    params = layer.init(np.random.default_rng(0))
    with pytest.raises(ValueError, match=re.escape(message)):
        layer.forward(params, np.ones(shape), Train())


def test_a_network_that_does_not_fit_is_refused_when_made():
    with pytest.raises(ValueError, match=r"layer 2: Dense\(500, 10\) .*\(n, 500\), got \(n, 512\)"):
        Sequential([Dense(784, 512), Activation("relu"), Dense(500, 10)])


def test_batch_norm_is_evaluated_with_statistics():
    layer, params, x = example("batch norm")
    with pytest.raises(ValueError, match=r"^stats must be given to evaluate BatchNorm\(4\)"):
        layer.forward(params, x, Eval())


def test_parameters_of_another_network_are_refused():
    params = mlp((4, 3, 2)).init(np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"parameter '0.W' of shape \(4, 5\), got \(4, 3\)"):
        mlp((4, 5, 2)).pack(params)
    with pytest.raises(ValueError, match=r"23 parameters, got a vector of shape \(5,\)"):
        mlp((4, 3, 2)).unpack(np.ones(5))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Dense(0, 3), "n_in must be at least 1, got 0"),
        (lambda: Dense(3, 2, "kaiming"), "initializer must be an Initializer, got 'kaiming'"),
        (lambda: Activation("swish"), "activation must be one of 'identity'"),
        (lambda: Activation("relu", alpha=0.1), "alpha must be left out for relu"),
        (lambda: Dropout(1.0), "rate must be in [0, 1), got 1.0"),
        (lambda: BatchNorm(3, decay=1.2), "decay must be in [0, 1], got 1.2"),
        (lambda: BatchNorm(3, eps=0), "eps must be positive, got 0.0"),
        (lambda: GroupNorm(3, 4), "groups must divide features, got 3 and 4"),
        (lambda: LayerNorm(()), "the number of axes in shape must be at least 1"),
        (lambda: mlp((3,)), "the number of sizes must be at least 2, got 1; write (inputs, out"),
        (lambda: mlp((3, 2), norm="batch"), "norm must be a function, got 'batch'; write norm=B"),
        (lambda: Sequential([]), "the number of layers must be at least 1"),
        (lambda: Sequential(["relu"]), "layers must be Layer objects, got 'relu'"),
        (lambda: WeightNorm(Flatten()), "dense must be a Dense layer"),
        (lambda: Train(0), "rng must be a numpy Generator, got 0"),
    ],
)
def test_bad_specifications_are_named(make, message):
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        make()
