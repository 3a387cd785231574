"""What a call means that leaves arguments out: the defaults that readers and notebooks rely on."""

import inspect
from importlib import import_module

import numpy as np
import pytest

from course_lib.nn import Kaiming
from course_lib.optim import Wolfe

# Other people's names for the same numbers: PyTorch, Keras and the papers are in the docstrings.
DEFAULTS = {
    "optim": {
        "AdaDelta": dict(lr=1.0, rho=0.9, eps=1e-6),
        "AdaGrad": dict(eps=1e-8),
        "Adam": dict(beta1=0.9, beta2=0.999, eps=1e-8, l2=0.0, bias_correction=True),
        "AdamW": dict(beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01, bias_correction=True),
        "BFGS": dict(lr=Wolfe(), scaled=True),
        "Backtracking": dict(initial=1.0, shrink=0.5, c1=1e-4, max_trials=60),
        "Ball": dict(center=0.0),
        "ExactLineSearch": dict(initial=1.0, max_trials=60),
        "FullMatrixAdaGrad": dict(eps=1e-8),
        "GaussNewton": dict(lr=1.0, damping=0.0),
        "LBFGS": dict(lr=Wolfe(), memory=10),
        "Momentum": dict(beta=0.9),
        "Nesterov": dict(beta=0.9),
        "Newton": dict(lr=1.0, damping=0.0),
        "RMSProp": dict(rho=0.9, eps=1e-8),
        "ReduceOnPlateau": dict(factor=0.1, patience=10, threshold=1e-4, min_factor=0.0),
        "TrustRegionNewton": dict(radius=1.0, largest=1000.0, accept=0.0),
        "Wolfe": dict(c1=1e-4, c2=0.9, initial=1.0, max_trials=40),
        "batches": dict(order="reshuffled"),
        "minimize": dict(steps=100, stop=()),
        "minimize_each": dict(steps=100),
        "momentum_matrix": dict(nesterov=False),
        "noise_floor": dict(batch_size=1),
        "noisy_path": dict(batch_size=1),
        "sgd_epochs": dict(batch_size=1, order="reshuffled"),
        "svrg": dict(anchor="last"),
    },
    "linear": {
        "LinearSVM": dict(C=1.0, solver="qp", tol=1e-9),
        "LogisticRegression": dict(C=1.0, solver="newton", penalty="l2", l1_ratio=0.5,
                                   tol=1e-12, batch_size=32),
        "MulticlassLinear": dict(lam=0.001, steps=1000),
        "NearestNeighbours": dict(k=1, p=2),
        "Perceptron": dict(max_epochs=1000),
        "RankSVM": dict(C=1.0, tol=1e-9),
        "SignFeatures": dict(chain=False),
        "StructuredSVM": dict(C=1.0, method="one slack", tol=1e-4, max_rounds=500),
        "Whitening": dict(kind="pca"),
        "calibration_curve": dict(bins=10),
        "distances": dict(p=2),
        "duality_gap": dict(l1_ratio=1.0),
        "lambda_grid": dict(ratio=0.001, count=100),
        "lambda_max": dict(l1_ratio=1.0),
        "lasso": dict(l1_ratio=1.0, method="coordinate", tol=1e-8, max_rounds=100000),
        "lasso_path": dict(l1_ratio=1.0, tol=1e-8),
        "whitening": dict(eps=0.0, kind="pca"),
    },
    "nn": {
        "Activation": dict(kind="relu"),
        "BatchNorm": dict(decay=0.9, eps=1e-5, affine=True),
        "CoordinatewiseLSTM": dict(hidden=16, log_range=10.0, scale=0.1),
        "Dense": dict(initializer=Kaiming(), bias=True),
        "Dropout": dict(rate=0.5),
        "EarlyStopping": dict(patience=3, min_delta=0.0),
        "GroupNorm": dict(eps=1e-5, affine=True),
        "InstanceNorm": dict(eps=1e-5, affine=True),
        "Kaiming": dict(distribution="normal", fan="in", alpha=0.0),
        "LayerNorm": dict(eps=1e-5, affine=True),
        "LeCun": dict(distribution="normal"),
        "Maxout": dict(pieces=2),
        "Model": dict(optimizer="rmsprop", metrics=()),
        "MulticlassHinge": dict(margin=1.0),
        "Normal": dict(std=0.01),
        "Orthogonal": dict(gain=1.0),
        "Uniform": dict(limit=0.05),
        "Xavier": dict(distribution="normal"),
        "Zeros": dict(value=0.0),
        "fit": dict(epochs=10, batch_size=128),
        "log_and_sign": dict(log_range=10.0),
        "meta_loss": dict(t=0),
        "meta_train": dict(unroll=20, episode=100, functions=32, lr=0.003, max_norm=1.0,
                           dtype=np.float32),
        "mlp": dict(activation="relu", dropout=0.0),
    },
}  # fmt: skip


@pytest.mark.parametrize("package", DEFAULTS)
def test_defaults_are_those_of_the_table(package):
    module = import_module(f"course_lib.{package}")
    found = {}
    for name in sorted(module.__all__):
        try:
            parameters = inspect.signature(getattr(module, name)).parameters.values()
        except (TypeError, ValueError):  # neither a class nor a function
            continue
        found[name] = {
            p.name: p.default
            for p in parameters
            if p.default not in (p.empty, None) and repr(p.default) != "<factory>"
        }
    # None says that something is found out by the call: that is tested where it is.
    told = {"LineSearchResult", "State", "Progress"}  # what a result holds is its own affair
    found = {name: given for name, given in found.items() if given and name not in told}
    assert found == DEFAULTS[package]


METHODS = {
    "linear.Whitening.apply": dict(strength=1.0),
    "linear.Whitening.invert": dict(strength=1.0),
    "linear.Whitening.matrix": dict(strength=1.0),
    "nn.CoordinatewiseLSTM.init": dict(dtype=np.float64),
    "nn.LSTMCell.init": dict(dtype=np.float64),
    "nn.LSTMCell.rest": dict(dtype=np.float64),
    "nn.Layer.backward": dict(wrt_input=True),
    "nn.Layer.init": dict(dtype=np.float64),
    "nn.Model.fit": dict(batch_size=32, epochs=1),
    "nn.Sequential.compile": dict(optimizer="rmsprop", metrics=()),
}


def test_methods_have_the_defaults_of_the_table():
    found = {}
    for package in ("linear", "nn", "optim"):
        module = import_module(f"course_lib.{package}")
        for name in module.__all__:
            kind = getattr(module, name)
            methods = vars(kind).items() if inspect.isclass(kind) else ()
            for method, function in methods:
                if not method.startswith("_") and inspect.isfunction(function):
                    found[f"{package}.{name}.{method}"] = {
                        p.name: p.default
                        for p in inspect.signature(function).parameters.values()
                        if p.default not in (p.empty, None)
                    }
    assert {name: given for name, given in found.items() if given} == METHODS
