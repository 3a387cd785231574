"""Objects of the public classes, and a right value for every argument of their public methods."""

import importlib
import inspect

import numpy as np

from course_lib import autodiff, convex, datasets, linear, nn, optim
from course_lib import functions as fn
from course_lib.autodiff import static
from tests.arguments import CROSS, RECORDS, RULE, arguments, by_name, call

MODULES = ("functions", "optim", "autodiff", "autodiff.static", "linear", "nn", "schedules",
           "convex", "datasets")  # fmt: skip

X, Y = np.random.default_rng(1).normal(size=(8, 2)), np.array([0, 1] * 4)
NUMBERS, QUERY = np.arange(8.0), np.zeros(8, int)
#: What one method hands to the next: nobody makes it by hand.
HANDED = ("cache", "state", "memory", "params", "options")
#: Called by the library, with what it has checked and many times a step.
INNER = """
    backward check check_params check_targets delta deviation features fired first hits
    layer_gradients layer_outputs look_ahead measure measures metric observe of output_shape pack
    product reason refuse scores size starts step_size track value_and_grad way_up worst
"""
INNER_CLASSES = """
    ClassFeatures CoordinatewiseLSTM Dual DualTrace Edge Graph LSTMCell LineSearchResult
    NoisyQuadratic OutputLoss SignFeatures StaticGraph
"""
GRAPH = static.StaticGraph()
#: What they mean in one method alone; None leaves it out.
ARGUMENTS = {
    "CForm.of_risk": dict(
        risk=fn.EmpiricalRisk(fn.LogLoss(), X, 2.0 * Y - 1), C=1.0, penalty=fn.SquaredNorm()
    ),
    "Expression.__call__": dict(values=[1.0]),
    "Model.fit": dict(validation_data=(X, Y)),
    "MulticlassHinge.second": None,  # there is none
    "Sequential.compile": dict(loss="mse"),
    "Session.run": dict(fetch=GRAPH.constant(1.0)),
    "Tensor.clip": dict(min=0.0),
    "Tensor.transpose": dict(axes=(1, 0)),
}


def made_elsewhere():
    """What functions hand out, and what has to be fitted or compiled in its own way."""
    rng = np.random.default_rng(2)
    model = nn.Model(nn.Dense(2, 2), optim.GradientDescent(0.1), CROSS)
    return {type(one): one for one in (
        autodiff.parse_expression("2 * a"), convex.subdifferential(fn.AbsoluteValue(), 0.0),
        nn.LearnedOptimizer(RULE, RULE.init(rng)), fn.Scaled(fn.SquaredNorm(), 2.0),
        model.fit(X, Y, batch_size=4, epochs=1, rng=rng), static.Session(GRAPH),
        linear.RankSVM().fit(X, NUMBERS, QUERY), nn.lanczos(lambda v: 2 * v, 2, 2, rng=rng),
        datasets.Standardizer.fit(X), linear.StructuredSVM(linear.ClassFeatures(2)).fit(X, Y),
        linear.Subspace.spanned_by([[1.0, 0.0], [0.0, 1.0]]), linear.whitening(X), model.training,
        autodiff.Tensor([[1.0, 2.0]]),
    )}  # fmt: skip


def an_object(where, made, folder):
    """One of a class that needs nothing else; an estimator is fitted."""
    one = call(made, arguments(where, made.__name__, made, folder))
    return one.fit(X, Y) if hasattr(one, "fit") else one


def right_values(where, one):
    """What a name means for the methods of an object."""
    d = getattr(one, "dim", None) or 2
    y = 2.0 * Y - 1 if isinstance(one, fn.MarginLoss) else Y
    more = dict(
        d=np.ones(d), x=np.ones(d), step=1.0, rows=[0, 1], value=1.0, grad=np.ones(2), Y=Y, X=X,
        prediction=NUMBERS, score=NUMBERS, scores=np.ones((8, 2)), outputs=np.ones((8, 2)), y=y,
        relevance=NUMBERS, query=QUERY, z=[0.1, 1.0], c=[0.5, 1.0], t=1, shape=(2, 2), w=np.ones(4),
        vector=np.ones(getattr(one, "size", 2)), theta=np.ones(d), mode=nn.Eval(), g=0.5, k=1,
        grid=[0.0, 1.0], width=0.1, name="q", fetch=[], axes=(0,), dim=2, strength=0.5, ddof=0,
        Q=np.eye(2), b=np.ones(2), Z=X, min=0.0, max=1.0,
        rng=np.random.default_rng(0), validation_data=(X, Y), batch_size=4, epochs=1,
        direction=-np.ones(2),
    )  # fmt: skip
    if isinstance(one, optim.Optimizer):
        more |= dict(state=one.init(np.ones(2)), f=fn.Quadratic([1.0, 2.0]))
        if isinstance(one, optim.GaussNewton):
            more["f"] = fn.LeastSquares(lambda w: w, lambda w: np.eye(2), dim=2)
    if isinstance(one, fn.Loss):
        more["d"] = NUMBERS
    if where == "nn" and isinstance(one, nn.Layer):
        more |= dict(x=np.ones((3, 2, 2)), params=one.init(more["rng"]))
        if type(one).__name__ in ("Dense", "Maxout", "Residual", "Sequential", "WeightNorm"):
            more["x"] = X
    if type(one).__name__ == "Training":
        more["name"] = "loss"
    if isinstance(one, autodiff.Tensor):
        more |= dict(shape=[(2,)], axis=0, name="q")
    return by_name(more["rng"]) | more


def public_methods(where, seen, folder):
    """(name, bound method, right values) of a module's classes, each function once."""
    module, ready = importlib.import_module(f"course_lib.{where}"), made_elsewhere()
    for name in module.__all__:
        made = getattr(module, name)
        if not isinstance(made, type) or inspect.isabstract(made) or name in INNER_CLASSES.split():
            continue
        if name in RECORDS.get(where, "").split() and made not in ready:
            continue
        todo = [k for k in dir(made) if is_method(made, k) and function_of(made, k) not in seen]
        one = None
        for key in todo:
            seen.add(function_of(made, key))
            if one is None:
                one = ready[made] if made in ready else an_object(where, made, folder)
            bound = getattr(one, key, None)
            better = ARGUMENTS.get(f"{name}.{key}", {})
            if bound is None or better is None or not inspect.signature(bound).parameters:
                continue
            known = right_values(where, one)
            wanted = inspect.signature(bound).parameters.values()
            given = {
                p.name: known[p.name] for p in wanted if p.default is p.empty and p.name in known
            }
            yield f"{name}.{key}", bound, given | better


def function_of(made, key):
    found = inspect.getattr_static(made, key)
    return getattr(found, "__func__", found)


def is_method(made, key) -> bool:
    """Of the course's own, and meant to be called by its name or by ( )."""
    found = function_of(made, key)
    hidden = (key.startswith("_") and key != "__call__") or key in INNER.split()
    return not hidden and inspect.isfunction(found) and found.__module__.startswith("course_lib")
