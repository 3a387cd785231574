"""One small example of every layer, for the tests and explorers that walk them all."""

from __future__ import annotations

from course_lib.functions.activations import ACTIVATIONS
from course_lib.nn.layer import Layer, Shape
from course_lib.nn.layers import Activation, Dense, Dropout, Flatten, Maxout
from course_lib.nn.norms import BatchNorm, GroupNorm, InstanceNorm, LayerNorm
from course_lib.nn.residual import Residual
from course_lib.nn.sequential import Sequential, mlp
from course_lib.nn.weight_norm import WeightNorm

# name → (layer, the shape of one sample)
LAYERS: dict[str, tuple[Layer, Shape]] = {
    "dense": (Dense(4, 3), (4,)),
    "dense without bias": (Dense(4, 3, bias=False), (4,)),
    **{name: (Activation(name), (5,)) for name in ACTIVATIONS},
    "maxout": (Maxout(3), (6,)),
    "flatten": (Flatten(), (2, 3)),
    "dropout": (Dropout(0.4), (6,)),
    "batch norm": (BatchNorm(4), (4,)),
    "batch norm of channels": (BatchNorm(3), (3, 2, 2)),
    "batch norm without scale": (BatchNorm(4, affine=False), (4,)),
    "layer norm": (LayerNorm(4), (4,)),
    "layer norm of channels": (LayerNorm((3, 2, 2)), (3, 2, 2)),
    "instance norm": (InstanceNorm(3), (3, 4)),
    "group norm": (GroupNorm(2, 4), (4, 3)),
    "group norm of features": (GroupNorm(2, 6), (6,)),
    "weight norm": (WeightNorm(Dense(4, 3)), (4,)),
    "sequential": (Sequential([Flatten(), Dense(6, 4), BatchNorm(4), Activation("tanh")]), (2, 3)),
    "residual": (Residual(Sequential([Dense(4, 4), BatchNorm(4), Activation("tanh")])), (4,)),
    "nested": (Sequential([mlp((3, 5, 4), norm=BatchNorm), mlp((4, 3, 2))]), (3,)),
}
