"""Networks: initializers, layers, normalization, losses and training."""

from course_lib.nn.curvature import hessian, hessian_vector
from course_lib.nn.evaluation import Score, evaluate, predict
from course_lib.nn.history import EarlyStopping, EpochRecord, Progress, Training
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
)
from course_lib.nn.keras_like import Model
from course_lib.nn.layer import Layer
from course_lib.nn.layers import Activation, Dense, Dropout, Flatten, Maxout
from course_lib.nn.learned_optimizer import CoordinatewiseLSTM, LearnedOptimizer, log_and_sign
from course_lib.nn.losses import MulticlassHinge, NetworkLoss, OutputLoss, SoftmaxCrossEntropy
from course_lib.nn.lstm import LSTMCell
from course_lib.nn.meta_training import MetaTraining, meta_loss, meta_train
from course_lib.nn.mode import Eval, Mode, Train
from course_lib.nn.norms import BatchNorm, GroupNorm, InstanceNorm, LayerNorm
from course_lib.nn.registry import LAYERS
from course_lib.nn.residual import Residual
from course_lib.nn.risk import NetworkRisk
from course_lib.nn.saving import Saved, load, save
from course_lib.nn.sequential import Sequential, mlp
from course_lib.nn.slices import filter_normalized, plane_values, principal_plane
from course_lib.nn.spectrum import Spectrum, lanczos
from course_lib.nn.training import fit
from course_lib.nn.weight_norm import WeightNorm

__all__ = [
    "INITIALIZERS",
    "LAYERS",
    "Activation",
    "BatchNorm",
    "ConstantValue",
    "CoordinatewiseLSTM",
    "Dense",
    "Dropout",
    "EarlyStopping",
    "EpochRecord",
    "Eval",
    "Flatten",
    "GroupNorm",
    "Initializer",
    "InstanceNorm",
    "Kaiming",
    "LSTMCell",
    "Layer",
    "LayerNorm",
    "LeCun",
    "LearnedOptimizer",
    "Maxout",
    "MetaTraining",
    "Mode",
    "Model",
    "MulticlassHinge",
    "NetworkLoss",
    "NetworkRisk",
    "Normal",
    "Orthogonal",
    "OutputLoss",
    "Progress",
    "Residual",
    "Saved",
    "Score",
    "Sequential",
    "SoftmaxCrossEntropy",
    "Spectrum",
    "Train",
    "Training",
    "Uniform",
    "WeightNorm",
    "Xavier",
    "Zeros",
    "evaluate",
    "filter_normalized",
    "fit",
    "hessian",
    "hessian_vector",
    "lanczos",
    "load",
    "log_and_sign",
    "meta_loss",
    "meta_train",
    "mlp",
    "plane_values",
    "predict",
    "principal_plane",
    "save",
]
