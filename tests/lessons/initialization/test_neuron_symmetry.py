"""Equal neurons stay equal to the last bit; with noise the training is the library's."""

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from course_lib.lessons.initialization import neuron_symmetry as symmetry
from course_lib.lessons.initialization.neuron_symmetry_view import NeuronSymmetryView
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy, mlp
from course_lib.optim import GradientDescent, minimize


def test_neurons_that_start_alike_stay_alike_exactly():
    for start in (0.0, 0.5, 1.5, 0.33):
        run = symmetry.neuron_symmetry(start=start)
        assert (run.apart == 0).all()
        assert (run.different == 1).all()
    assert not symmetry.neuron_symmetry(start=0.0).W.any()


def test_noise_breaks_the_symmetry_and_the_loss_falls_further():
    alike = symmetry.neuron_symmetry(start=0.5)
    broken = symmetry.neuron_symmetry(start=0.5, noise="N(0, 0.01²)")
    assert broken.different[-1] == symmetry.NEURONS
    assert broken.loss[-1] < 0.6 * alike.loss[-1]


def test_the_symmetric_training_is_gradient_descent_on_the_network():
    X, Y = symmetry.penguins()
    net = mlp((2, symmetry.NEURONS, 3), "tanh")
    W1, W2 = symmetry.weights(np.array([0.4]), "N(0, 0.5²)")
    params = net.init(np.random.default_rng(0)) | {"0.W": W1[0], "2.W": W2[0]}
    risk = NetworkRisk(net, SoftmaxCrossEntropy(), X, Y.argmax(axis=1))
    trace = minimize(risk, net.pack(params), GradientDescent(symmetry.RATE), steps=symmetry.STEPS)
    run = symmetry.neuron_symmetry(start=0.4, noise="N(0, 0.5²)")
    np.testing.assert_allclose(run.loss, trace.value, rtol=1e-7)
    np.testing.assert_allclose(run.W[-1], net.unpack(trace.x[-1])["0.W"].T, rtol=1e-6)


def test_one_neuron_is_one_and_six_are_several():
    figure = Figure()
    view = NeuronSymmetryView(figure)
    run = symmetry.neuron_symmetry(start=0.5)
    for count, told in (
        (1, "1 distinct neuron,"),
        (2, "2 distinct neurons,"),
        (6, "6 distinct neurons,"),
    ):
        view.show(replace(run, different=np.full_like(run.different, count)), 0)
        assert told in view.count.get_text()
