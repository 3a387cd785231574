"""Explorers of notebook 16: initialization."""

from __future__ import annotations

from course_lib.experiments import gradient_norms as norms
from course_lib.experiments import signal_propagation as signals
from course_lib.experiments.deep_training import EPOCHS, OPTIMIZERS, deep_training
from course_lib.experiments.neuron_symmetry import NOISES, neuron_symmetry
from course_lib.experiments.pretraining import LABELS, SOURCES, TRAINED, pretraining
from course_lib.explorers.controls import choice, int_slider, log_slider, slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.plots.deep_training import DeepTrainingView
from course_lib.plots.gradient_norms import GradientNormView
from course_lib.plots.neuron_symmetry import SymmetryView
from course_lib.plots.pretraining import PretrainingView
from course_lib.plots.signal_propagation import SignalView

ACTIVATIONS = ["relu", "tanh", "sigmoid", "leaky_relu", "identity"]


def signal_explorer() -> Explorer:
    """Activations forward and gradients backward, layer by layer, from any start."""
    return Explorer(
        signals.signal,
        SignalView,
        dict(
            initializer=choice("weights", list(signals.STARTS), "Xavier = 1/√n here"),
            activation=choice("activation φ", ACTIVATIONS),
            depth=int_slider("depth L", 1, signals.MAX_DEPTH, 30),
            width=int_slider("width n", 16, 128, 100, 4),
            scale=log_slider("times a scale of", 0.25, 4, 1.0),
        ),
        size=(9.4, 4.9),
    )


def neuron_symmetry_explorer() -> Explorer:
    """Hidden neurons that start alike, and what a trace of noise does to them."""
    return Explorer(
        neuron_symmetry,
        SymmetryView,
        dict(
            start=slider("all weights start at", 0, 1.5, 0.5, 0.1),
            noise=choice("plus noise", list(NOISES)),
        ),
        size=(9.2, 4.6),
        player=Player("step", last=lambda run: len(run.loss) - 1),
    )


def deep_training_explorer() -> Explorer:
    """Zeros, Xavier and Kaiming on MNIST; each new choice trains three networks."""
    return Explorer(
        deep_training,
        DeepTrainingView,
        dict(
            depth=choice("hidden layers", [30, 10]),
            optimizer=choice("optimizer", list(OPTIMIZERS)),
        ),
        size=(9.6, 3.9),
        player=Player("epoch", last=lambda run: EPOCHS),
        progress="Training three networks",
    )


def gradient_norm_explorer() -> Explorer:
    """The gradient's way back: one factor a layer, as a power of the depth."""
    return Explorer(
        norms.gradient_norms,
        GradientNormView,
        dict(
            gain=log_slider("gain g (Var w = g²/n)", 0.4, 2.5, 1.0, per_decade=40),
            depth=int_slider("depth L", 1, norms.MAX_DEPTH, 30),
            activation=choice("activation φ", ACTIVATIONS),
            kind=choice("weights", list(norms.KINDS)),
        ),
        size=(9.2, 4.2),
    )


def pretraining_explorer() -> Explorer:
    """Few labels, from random and from learned weights; a new source trains a network first."""
    return Explorer(
        pretraining,
        PretrainingView,
        dict(
            source=choice("pre-trained on", list(SOURCES)),
            trained=choice("then train", list(TRAINED)),
            labels=choice("labels a digit", list(LABELS), 5),
        ),
        size=(9.4, 4.2),
        progress="Training from ten starts",
    )
