"""Explorers of notebook 12: neurons, activations, pieces, features and the playground."""

from __future__ import annotations

from dataclasses import fields

from course_lib.explorers import TrainingExplorer
from course_lib.explorers.controls import action, choice, int_slider, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.neural_networks.activations import DEPTH, FUNCTIONS, LEFT, RIGHT
from course_lib.lessons.neural_networks.activations import activations as run_activations
from course_lib.lessons.neural_networks.activations_view import ActivationsView
from course_lib.lessons.neural_networks.forward_by_hand import FILLED, ROWS
from course_lib.lessons.neural_networks.forward_by_hand import (
    forward_by_hand as run_forward_by_hand,
)
from course_lib.lessons.neural_networks.forward_by_hand_view import ForwardByHandView
from course_lib.lessons.neural_networks.learned_features import ACTIVATIONS as BENDS
from course_lib.lessons.neural_networks.learned_features import FRAMES
from course_lib.lessons.neural_networks.learned_features import (
    learned_features as run_learned_features,
)
from course_lib.lessons.neural_networks.learned_features_view import LearnedFeaturesView
from course_lib.lessons.neural_networks.plane_data import (
    DATA,
    FEATURES,
    NOISE,
    OWN,
    PENGUINS,
    REACH,
)
from course_lib.lessons.neural_networks.playground import (
    BATCHES,
    LAYERS,
    OPTIMIZERS,
    STARTS,
    UNITS,
    Setting,
    advance,
    look,
    start,
)
from course_lib.lessons.neural_networks.playground_view import (
    HEIGHT,
    WIDTH,
    PlaygroundView,
    hit,
    nearest_unit,
)
from course_lib.lessons.neural_networks.relu_regions import ACTIVATIONS
from course_lib.lessons.neural_networks.relu_regions import relu_regions as run_relu_regions
from course_lib.lessons.neural_networks.relu_regions_view import ReluRegionsView
from course_lib.lessons.neural_networks.threshold_neuron import (
    BIASES,
    GATES,
    STEP,
    WEIGHTS,
    bias_through,
)
from course_lib.lessons.neural_networks.threshold_neuron import (
    threshold_neuron as run_threshold_neuron,
)
from course_lib.lessons.neural_networks.threshold_neuron_view import ThresholdNeuronView


def threshold_neuron() -> Explorer:
    """One neuron and a gate that it should be. Drag its line; the sliders turn it."""

    def carry(pointer, values):
        if pointer.axes != 0:
            return {}
        return {"b": bias_through(values["w1"], values["w2"], pointer.x, pointer.y)}

    return Explorer(
        run_threshold_neuron,
        ThresholdNeuronView,
        dict(
            gate=choice("gate", list(GATES)),
            w1=slider("weight w₁", *WEIGHTS, 1.0, STEP),
            w2=slider("weight w₂", *WEIGHTS, 1.0, STEP),
            b=slider("bias b", *BIASES, -0.5, STEP),
        ),
        size=(9.2, 3.4),
        on_pointer=carry,
    )


def activations() -> Explorer:
    """Activations with their slopes, alone and in a chain. Click a curve to read it off there."""

    def place(pointer, values):
        if pointer.axes == 2:
            return {"depth": min(max(round(pointer.x), 1), DEPTH)}
        return {"z": round(min(max(pointer.x, LEFT), RIGHT), 1)}

    return Explorer(
        run_activations,
        ActivationsView,
        dict(
            kind=choice("activation φ", list(FUNCTIONS), "logistic"),
            z=slider("input z", LEFT, RIGHT, 1.0, 0.1),
            depth=int_slider("layers", 1, DEPTH, 1),
            weight=slider("weight w of each layer", 0.25, 5.0, 1.0, 0.25),
        ),
        size=(9.2, 3.3),
        on_pointer=place,
    )


def forward_by_hand() -> Explorer:
    """Three logistic neurons that are gates, filled in one number after the other."""
    return Explorer(
        run_forward_by_hand,
        ForwardByHandView,
        dict(
            first=choice("unit 1", list(ROWS), "AND"),
            second=choice("unit 2", list(ROWS), "NOR"),
            output=choice("output", list(ROWS), "AND"),
            x1=toggle("x₁ = 1"),
            x2=toggle("x₂ = 1"),
            scale=log_slider("all weights ×", 0.02, 1.0, 0.2),
        ),
        size=(9.2, 3.4),
        player=Player("step", last=lambda run: len(FILLED), start=0, stored=-1),
    )


def relu_regions() -> Explorer:
    """Random networks, and the linear pieces that they are made of."""
    return Explorer(
        run_relu_regions,
        ReluRegionsView,
        dict(
            activation=choice("activation φ", list(ACTIVATIONS)),
            units=int_slider("units per layer", 1, 6, 3),
            layers=int_slider("hidden layers", 1, 3, 1),
            seed=int_slider("weights no.", 0, 9, 1),
        ),
        size=(9.2, 3.5),
    )


def learned_features() -> Explorer:
    """A network 2-8-2-1 in training: its inputs, and the two features that it learns."""
    return Explorer(
        run_learned_features,
        LearnedFeaturesView,
        dict(
            data=choice("data", ["rings", "moons", "XOR"]),
            activation=choice("activation φ", list(BENDS)),
            seed=int_slider("weights no.", 0, 2, 0),
        ),
        size=(9.2, 3.3),
        player=Player("step", last=lambda run: len(FRAMES) - 1,
                      at=lambda run, frame: FRAMES[frame], start=0, stored=-1),
    )  # fmt: skip


#: Name → weights of the L1 and of the L2 penalty.
PENALTIES = {"none": (0.0, 0.0), "L2 0.003": (0.0, 0.003), "L1 0.003": (0.003, 0.0)}
KINDS = ("tanh", "relu", "sigmoid", "gelu", "identity")
NEAR = 0.08  # a click so near to an own point means that point


class Playground(TrainingExplorer):
    """The playground, with the line of Python that repeats it."""

    @property
    def setting(self) -> Setting:
        """Everything that decides the training."""
        values = self.values
        l1, l2 = values["penalty"]
        own = {f.name: values[f.name] for f in fields(Setting) if f.name in values}
        return Setting(**own, l1=l1, l2=l2)

    @property
    def code(self) -> str:
        """The call that shows this setting; its first picture is that of step 0."""
        return self.setting.code


def playground(**setting) -> Playground:
    """A network that trains while you look and change it; the line under it repeats it.

    Parameters
    ----------
    **setting
        The fields of `course_lib.lessons.neural_networks.playground.Setting`:
        ``data="spirals", layers=(8, 8), activation="relu", lr=0.03, seed=1`` …
    """
    first = Setting(**setting)

    penalties = PENALTIES
    if first.penalty not in PENALTIES.values():
        penalties = PENALTIES | {f"L1 {first.l1:g}, L2 {first.l2:g}": first.penalty}

    return Playground(
        start,
        advance,
        look,
        PlaygroundView,
        dict(
            data=choice("data", DATA, first.data),
            noise=slider("noise", 0.0, 0.4, first.noise, 0.05),
            clear=action("clear points", lambda values: {"points": ()}),
            tests=toggle("test points"),
            activation=choice("activation", _with(KINDS, first.activation), first.activation),
            init=choice("start", list(STARTS), first.init),
            more=action("+ layer", lambda v: _reshaped(v, [*v["layers"], 4])),
            less=action("− layer", lambda v: _reshaped(v, v["layers"][:-1])),
            wider=action("+ unit", lambda v: _widened(v, len(v["layers"]), 1)),
            thinner=action("− unit", lambda v: _widened(v, len(v["layers"]), -1)),
            others=action("other features", _next_features),
            optimizer=choice("optimizer", list(OPTIMIZERS), first.optimizer),
            lr=log_slider("learning rate η", 0.001, 3.0, first.lr, per_decade=4),
            batch=choice("batch", _with(BATCHES, first.batch), first.batch),
            penalty=choice("penalty", penalties, first.penalty),
        ),
        state=dict(features=first.features, layers=first.layers, points=first.points,
                   seed=first.seed, shown=None),
        on_pointer=_clicked,
        react=dict(data=lambda values: {"shown": None, "noise": NOISE[values["data"]]}),
        groups={
            "data": ["data", "noise", "tests", "clear"],
            "network": ["activation", "init", "more", "less", "wider", "thinner", "others"],
            "training": ["optimizer", "lr", "batch", "penalty"],
        },
        idle=dict(
            noise=lambda v: v["data"] in (PENGUINS, OWN),
            clear=lambda v: v["data"] != OWN,
            tests=lambda v: v["data"] == OWN,
        ),
        size=(WIDTH, HEIGHT),
        stored=400,
    )  # fmt: skip


#: What "other features" goes through; a click on a tile switches any single one.
FEATURE_SETS = (
    ("x1", "x2"),
    ("x1", "x2", "x1^2", "x2^2"),
    ("x1^2", "x2^2"),
    ("x1", "x2", "x1 x2"),
    ("x1", "x2", "sin x1", "sin x2"),
    tuple(FEATURES),
)


def _with(options, value) -> tuple:
    """The options, and the value where it is another one."""
    return (*options, value) if value not in options else tuple(options)


def _switched(values, name: str) -> dict:
    """A feature joins, or goes where it is not the last one."""
    on = {*values["features"]} ^ {name}
    return {"features": tuple(f for f in FEATURES if f in on)} if on else {}


def _next_features(values) -> dict:
    """The next of the sets; the first one after features that were clicked together."""
    now = values["features"]
    at = FEATURE_SETS.index(now) if now in FEATURE_SETS else -1
    return {"features": FEATURE_SETS[(at + 1) % len(FEATURE_SETS)]}


def _reshaped(values, layers) -> dict:
    return {"layers": tuple(layers), "shown": None} if len(layers) <= LAYERS else {}


def _widened(values, layer: int, by: int) -> dict:
    """One unit more or less in a hidden layer, counted from 1."""
    layers = list(values["layers"])
    if not layers or not 1 <= layers[layer - 1] + by <= UNITS:
        return {}
    layers[layer - 1] += by
    return _reshaped(values, layers)


def _clicked(pointer, values) -> dict:
    """What lies there answers a click; arrow keys go from unit to unit."""
    if pointer.kind == "key" and pointer.axes == 0:
        return {"shown": nearest_unit(values["layers"], pointer.x, pointer.y)}
    if pointer.kind != "click":
        return {}
    if pointer.axes == 1 and values["data"] == OWN:
        return {"points": _placed(values["points"], pointer.x, pointer.y)}
    found = hit(values["layers"], pointer.x, pointer.y) if pointer.axes == 0 else None
    if found is None:
        return {}
    kind, *where = found
    if kind == "feature":
        return _switched(values, list(FEATURES)[where[0]])
    if kind == "unit":
        return {"shown": None if values["shown"] == tuple(where) else tuple(where)}
    return _widened(values, where[0], 1 if kind == "more" else -1)


def _placed(points, x: float, y: float) -> tuple:
    """A click places a sample; one on a sample changes its class, and the next takes it away."""
    if max(abs(x), abs(y)) > REACH:
        return points
    for k, (at, up, label) in enumerate(points):
        if max(abs(at - x), abs(up - y)) < NEAR:
            instead = ((at, up, -1.0),) if label > 0 else ()
            return (*points[:k], *instead, *points[k + 1 :])
    return (*points, (round(x, 2), round(y, 2), 1.0))
