"""Explorers of notebook 16: initialization."""

from __future__ import annotations

from course_lib.explorers.controls import choice, int_slider, log_slider, slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.initialization import gradient_norms as norms
from course_lib.lessons.initialization import signal_propagation as signals
from course_lib.lessons.initialization.deep_training import EPOCHS, OPTIMIZERS
from course_lib.lessons.initialization.deep_training import deep_training as run_deep_training
from course_lib.lessons.initialization.deep_training_view import DeepTrainingView
from course_lib.lessons.initialization.diagnosis import diagnosis as run_diagnosis
from course_lib.lessons.initialization.diagnosis_view import DiagnosisView
from course_lib.lessons.initialization.gradient_norms_view import GradientNormsView
from course_lib.lessons.initialization.neuron_symmetry import NOISES
from course_lib.lessons.initialization.neuron_symmetry import neuron_symmetry as run_neuron_symmetry
from course_lib.lessons.initialization.neuron_symmetry_view import NeuronSymmetryView
from course_lib.lessons.initialization.pretraining import LABELS, SOURCES, TRAINED
from course_lib.lessons.initialization.pretraining import pretraining as run_pretraining
from course_lib.lessons.initialization.pretraining_view import PretrainingView
from course_lib.lessons.initialization.signal_propagation_view import SignalPropagationView

ACTIVATIONS = ["relu", "tanh", "sigmoid", "leaky_relu", "identity"]


def signal_propagation() -> Explorer:
    """Activations forward and gradients backward, layer by layer, from any start."""
    return Explorer(
        signals.signal_propagation,
        SignalPropagationView,
        dict(
            initializer=choice("weights", list(signals.STARTS), "Xavier = 1/√n here"),
            activation=choice("activation φ", ACTIVATIONS),
            depth=int_slider("depth D", 1, signals.MAX_DEPTH, 30),
            width=int_slider("width n", 16, 128, 100, 4),
            scale=log_slider("scale of all weights", 0.25, 4, 1.0),
        ),
        idle=dict(scale=lambda v: v["initializer"] == "zeros"),
        size=(9.4, 3.6),
    )


def neuron_symmetry() -> Explorer:
    """Hidden neurons that start alike, and what a trace of noise does to them."""
    return Explorer(
        run_neuron_symmetry,
        NeuronSymmetryView,
        dict(
            start=slider("all weights start at", 0, 1.5, 0.5, 0.1),
            noise=choice("plus noise", list(NOISES)),
        ),
        size=(9.2, 3.4),
        player=Player("step", last=lambda run: len(run.loss) - 1, start=0, stored=-1),
    )


def deep_training() -> Explorer:
    """Zeros, Xavier and Kaiming on MNIST; each new choice trains three networks."""
    return Explorer(
        run_deep_training,
        DeepTrainingView,
        dict(
            depth=choice("hidden layers", [30, 10]),
            optimizer=choice("optimizer", list(OPTIMIZERS)),
        ),
        size=(9.6, 3.3),
        player=Player("epoch", last=lambda run: EPOCHS, start=0, stored=-1),
        progress="Training three networks",
    )


def diagnosis() -> Explorer:
    """A badly started network, its vital signs, and a repair for each."""
    return Explorer(
        run_diagnosis,
        DiagnosisView,
        dict(
            last=log_slider("last layer × 1/√n", 0.01, 100, 10.0, per_decade=10),
            gain=log_slider("hidden layers × 1/√n", 0.1, 30, 10.0, per_decade=10),
            lr=log_slider("learning rate η", 0.001, 3, 0.01, per_decade=10),
        ),
        size=(9.6, 3.3),
        player=Player("epoch", last=lambda run: len(run.loss) - 1, start=0, stored=-1),
        progress="Training",
    )


def gradient_norms() -> Explorer:
    """The gradient's way back: one factor per layer, as a power of the depth."""
    return Explorer(
        norms.gradient_norms,
        GradientNormsView,
        dict(
            gain=log_slider("gain g", 0.4, 2.5, 1.0, per_decade=40),
            depth=int_slider("depth D", 1, norms.MAX_DEPTH, 30),
            width=choice("width n", list(norms.WIDTHS), 40),
            activation=choice("activation φ", ACTIVATIONS),
            kind=choice("weights", list(norms.KINDS)),
        ),
        size=(9.2, 3.4),
    )


def pretraining() -> Explorer:
    """Few labels, from random and from learned weights; a new source trains a network first."""
    return Explorer(
        run_pretraining,
        PretrainingView,
        dict(
            source=choice("pre-trained on", list(SOURCES), SOURCES[1]),
            trained=choice("then train", list(TRAINED)),
            labels=choice("labels per digit", list(LABELS), 5),
        ),
        size=(9.4, 3.4),
        progress="Training from ten starts",
    )
