"""The facts that notebook 12 states in its folded answers and in its text."""

import numpy as np
import pytest

from course_lib.functions.activations import activation
from course_lib.lessons.neural_networks import explorers
from course_lib.lessons.neural_networks.activations import FUNCTIONS, activations
from course_lib.lessons.neural_networks.forward_by_hand import ROWS, forward_by_hand
from course_lib.lessons.neural_networks.learned_features import FRAMES, learned_features
from course_lib.lessons.neural_networks.plane_data import split
from course_lib.lessons.neural_networks.playground import Setting, share_wrong, trained
from course_lib.lessons.neural_networks.relu_regions import relu_regions
from course_lib.lessons.neural_networks.threshold_neuron import threshold_neuron

TICKS = np.arange(-60, 61) * 0.05


# ---- one neuron ---------------------------------------------------------------------------------


def test_the_biases_of_and():
    right = [b for b in TICKS if threshold_neuron(b=round(b, 6)).right.all()]
    assert (round(min(right), 6), round(max(right), 6)) == (-2.0, -1.05)
    at = threshold_neuron(b=-2.0)
    assert (at.z[3], at.fires[3]) == (0, True)
    assert threshold_neuron(b=-1.0).fires.tolist() == [False, True, True, True]


def test_the_signs_of_nand_and_the_rows_of_xor():
    rng = np.random.default_rng(0)
    most = 0
    for w1, w2, b in rng.uniform([-2, -2, -3], [2, 2, 3], size=(4000, 3)):
        if threshold_neuron(gate="NAND", w1=w1, w2=w2, b=b).right.all():
            assert w1 < 0
            assert w2 < 0
            assert b >= 0
        most = max(most, threshold_neuron(gate="XOR", w1=w1, w2=w2, b=b).right.sum())
    assert most == 3


# ---- activations --------------------------------------------------------------------------------


def test_five_logistic_layers_forget_their_input():
    ends = [activations(kind="logistic", depth=5, z=z).chained_at for z in (-5.0, 5.0)]
    assert [round(end, 3) for end in ends] == [0.657, 0.660]


def test_weight_4_does_not_keep_the_slope_of_the_logistic_chain():
    first, second, third, *_ = activations(kind="logistic", z=0.0, weight=4.0).products
    assert first == 1
    assert second == pytest.approx(4 * 0.105, abs=0.001)
    assert third < 0.05
    np.testing.assert_allclose(activations(kind="tanh", z=0.0).products, 1)


def test_which_activations_keep_a_slope_of_1():
    kept = {z: {k for k, v in activations(z=z).others.items() if v[-1] == 1} for z in (1.0, -1.0)}
    assert kept == {1.0: {"ReLU", "leaky ReLU", "ELU", "identity"}, -1.0: {"identity"}}
    assert FUNCTIONS["leaky ReLU"][1](np.array([-0.01])) == 0.01


def test_the_table_of_activations():
    z = np.linspace(-20, 20, 40001)
    steepest = {name: activation(name).derivative(z).max() for name in (
        "sigmoid", "tanh", "arctan", "softsign", "isru", "relu", "leaky_relu", "elu")}  # fmt: skip
    assert steepest.pop("sigmoid") == pytest.approx(0.25)
    np.testing.assert_allclose([*steepest.values()], 1)
    for name, lowest in (("silu", -1.28), ("gelu", -0.75)):
        assert z[activation(name)(z).argmin()] == pytest.approx(lowest, abs=0.005)
        assert activation(name).derivative(z[z < lowest - 0.005]).max() <= 0
        assert activation(name).derivative(z).min() < -0.09
    ends = {
        name: activation(name).derivative([-5.0, 5.0]) for name in ("tanh", "arctan", "softsign")
    }
    assert ends["arctan"].min() > ends["softsign"].min() > 100 * ends["tanh"].min()


# ---- by hand ------------------------------------------------------------------------------------


def test_which_hidden_unit_fires_and_which_output_makes_xnor():
    run = forward_by_hand()
    assert run.numbers[2] == pytest.approx(2)
    assert round(run.numbers[3], 3) == 0.881
    assert run.numbers[1] < 0.01
    names = {gate: forward_by_hand(output=gate).name for gate in ROWS}
    assert [gate for gate, name in names.items() if name == "XNOR"] == ["OR"]
    assert [gate for gate, name in names.items() if name == "XOR"] == ["NOR"]


def test_from_which_factor_on_the_outputs_are_bits():
    clean = []
    for k in range(-20, 15):
        answers = forward_by_hand(output="OR", scale=0.2 * 10 ** (k / 20)).answers
        clean.append(np.abs(answers - answers.round()).max() <= 0.01)
    first = int(np.argmax(clean))
    assert all(clean[first:])
    assert round(0.2 * 10 ** ((first - 20) / 20), 3) == 0.502


# ---- pieces -------------------------------------------------------------------------------------


def test_regions_of_one_and_of_three_layers():
    assert relu_regions().regions == 6
    assert relu_regions().most == 7
    assert relu_regions(units=4).regions == relu_regions(units=4).most == 11
    assert relu_regions(units=6).regions == 18
    assert relu_regions(units=6, layers=3).regions == 74
    assert max(relu_regions(seed=seed).regions for seed in range(10)) == 7
    assert "all of it is one map" in relu_regions(
        activation="none (identity)", units=6, layers=3).summary  # fmt: skip


# ---- learned features ---------------------------------------------------------------------------


def test_rings_become_separable_and_stay_so_nearly():
    run = learned_features()
    found = dict(zip(FRAMES, run.wrong.tolist(), strict=True))
    assert found[160] > 0
    assert (found[200], found[1000]) == (0, 0)
    assert max(v for t, v in found.items() if t > 200) == 4
    assert "gets 135 of them wrong" in run.summary
    for seed in range(3):
        assert learned_features(seed=seed).wrong[-1] == 0


def test_without_activation_half_of_the_rings_stay_wrong():
    assert learned_features(activation="none (identity)").wrong[-1] == 124
    for seed in range(3):
        assert learned_features(activation="none (identity)", seed=seed).wrong[-1] > 100


def test_where_the_four_quarters_of_xor_go():
    run = learned_features(data="XOR")
    middles = {
        (right, up): run.features[-1][((run.X > 0) == (right, up)).all(axis=1)].mean(axis=0)
        for right in (False, True) for up in (False, True)
    }  # fmt: skip
    corners = {key: tuple(np.sign(m).astype(int)) for key, m in middles.items()}
    assert min(np.abs(m).min() for m in middles.values()) > 0.8
    assert corners[True, True] == corners[False, False] == (1, -1)
    assert {corners[True, False], corners[False, True]} == {(1, 1), (-1, -1)}
    score = run.features[-1] @ run.w[-1] + run.b[-1]
    wrong = score * run.y <= 0
    assert wrong.sum() == 5
    assert np.abs(run.X[wrong]).min(axis=1).max() < 0.06
    same = run.y[((run.X > 0) == (True, True)).all(axis=1)]
    assert same.mean() < -0.9  # the class −1, but for the noise


# ---- the playground -----------------------------------------------------------------------------


def test_a_circle_is_linear_in_the_squares():
    samples = split("rings", 0.1)
    squares = Setting("rings", layers=(), features=("x1^2", "x2^2"))
    assert share_wrong(trained(squares, 1000), *samples[2:]) == 0.008
    assert share_wrong(trained(Setting("rings", layers=()), 1000), *samples[2:]) > 0.4


def test_zeros_learn_nothing_but_the_bias_of_the_output():
    theta = trained(Setting(init="zeros"), 500).theta
    assert (theta[:-1] == 0).all()
    assert theta[-1] != 0


def test_a_rate_that_is_too_high_in_mid_run():
    explorer = explorers.playground(data="spirals", layers=(8, 8), optimizer="Adam", lr=0.03)
    explorer.step(3000)
    assert round(100 * explorer.result.test_wrong, 1) == 1.6
    explorer.set(lr=1.0)
    explorer.step(100)
    assert 0.4 < explorer.result.test_wrong < 0.6
    explorer.set(lr=0.03)
    explorer.step(2000)
    assert explorer.result.test_wrong > 0.1
