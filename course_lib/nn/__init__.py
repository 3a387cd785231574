"""Networks: initializers, layers, normalization, losses and training."""

from course_lib.nn.initializers import (
    INITIALIZERS,
    ConstantValue,
    Initializer,
    Kaiming,
    LeCun,
    Normal,
    Orthogonal,
    Uniform,
    Xavier,
    Zeros,
    fans,
)
from course_lib.nn.layer import Layer
from course_lib.nn.layers import Activation, Dense, Dropout, Flatten, Maxout
from course_lib.nn.mode import Eval, Mode, Train
from course_lib.nn.norms import BatchNorm, GroupNorm, InstanceNorm, LayerNorm
from course_lib.nn.registry import LAYERS
from course_lib.nn.sequential import Sequential, mlp
from course_lib.nn.weight_norm import WeightNorm

__all__ = [
    "INITIALIZERS",
    "LAYERS",
    "Activation",
    "BatchNorm",
    "ConstantValue",
    "Dense",
    "Dropout",
    "Eval",
    "Flatten",
    "GroupNorm",
    "Initializer",
    "InstanceNorm",
    "Kaiming",
    "Layer",
    "LayerNorm",
    "LeCun",
    "Maxout",
    "Mode",
    "Normal",
    "Orthogonal",
    "Sequential",
    "Train",
    "Uniform",
    "WeightNorm",
    "Xavier",
    "Zeros",
    "fans",
    "mlp",
]
