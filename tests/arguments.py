"""A right value for every argument of every public callable of the library, found by its name."""

import importlib
import inspect

import numpy as np

from course_lib import autodiff, linear, nn, optim, schedules
from course_lib import functions as fn
from course_lib.autodiff import static
from course_lib.convex import programs

MODULES = ("functions", "optim", "optim.parallel", "autodiff", "autodiff.static", "linear", "nn",
           "schedules", "convex", "convex.programs", "datasets")  # fmt: skip

#: What the library hands out: nobody makes one by hand, so that nothing is checked.
RECORDS = {
    "optim": "LineSearchResult NoisyPath State StochasticRun Trace",
    "optim.parallel": "HogwildRun NoCluster StaleRun SynchronousRun",
    "autodiff": "ChainGradient Edge Expression ExpressionError GradientCheck Graph Node",
    "autodiff.static": "Node Simplified",
    "linear": "Calibration CutTrace DualTrace KKTResiduals Neighbours PenalizedFit PenalizedPath "
              "PrincipalDirections RocCurve Subspace Whitening",
    "nn": "EpochRecord LearnedOptimizer MetaTraining Progress Saved Score Spectrum Training",
    "convex": "ClarkeDifferential Interval Verdict Witness",
    "convex.programs": "Certificate Residuals Solution",
    "datasets": "Dataset Standardizer",
}  # fmt: skip
#: Starts processes as soon as its arguments are right.
PROCESSES = {"HogwildTeam", "hogwild", "local_cluster", "synchronous_sgd", "why_serial"}


def public_callables(where):
    """(module, name, callable) of all that a module exports and that takes arguments."""
    module = importlib.import_module(f"course_lib.{where}")
    for name in module.__all__:
        made = getattr(module, name)
        if not callable(made) or name in RECORDS.get(where, "").split():
            continue
        if inspect.isabstract(made) or getattr(made, "_is_protocol", False):
            continue
        if inspect.signature(made).parameters and name not in PROCESSES:
            yield where, name, made


def by_name(rng):
    """What a name usually means."""
    X, y = rng.normal(size=(8, 2)), np.array([0, 1] * 4)
    net, bowl = nn.Dense(2, 2), fn.Quadratic([1.0, 2.0])
    mean = fn.EmpiricalRisk(fn.SquaredError(), X, y)
    return dict(
        x=[1.0, 2.0], y=y, X=X, f=bowl, g=[1.0, 1.0], lr=0.1, rng=rng, alpha=1.0, eps=0.1,
        value=1.0, steps=2, batch_size=2, batch=2, base_batch=2, labels=y, net=net, n=2, t=0.5,
        params=net.init(rng), x0=[1.0, 1.0], A=[[1.0, 1.0]], noise=0.1, C=1.0, smoothness=2.0,
        strong_convexity=1.0, k=2, points=X, dim=2, factor=0.5, p=[0.5, 0.5], q=[0.5, 0.5],
        lam=0.1, weights=[0.0, 0.0, 0.0], eigenvalues=[1.0, 2.0], radius=1.0, distance=1.0,
        curvature=1.0, step=1, hidden=2, epochs=1, theta=np.ones(6), loss=fn.SquaredError(),
        optimizer=optim.GradientDescent(0.1), direction=[1.0, 0.0], lambdas=[0.1, 0.2],
        relevance=[0.0, 1.0, 2.0], query=[0, 0, 0], scores=[0.1, 0.4, 0.2], fpr=[0.0, 1.0],
        tpr=[0.0, 1.0], data=X, side=2, grad_norm=1.0, H=np.eye(2), gap=1.0, terms=[bowl, bowl],
        name="relu", tests=(optim.GradientNorm(0.1),), low=-1.0, high=1.0, max_norm=1.0, samples=8,
        set=optim.Ball(1.0), M=np.eye(2), dx=np.ones(2), dg=np.ones(2), beta=0.9, inner=2, delay=1,
        optimizers=[optim.GradientDescent(0.1)], offset=[1.0, 1.0], rates=[0.1], full=np.ones(2),
        hessian=np.eye(2), minimizer=[0.0, 0.0], pairs=[(np.ones(2), np.ones(2))], i=0,
        center=np.ones(2), L=_square(), gates=[autodiff.sin], gain=[1.0], shift=[0.0], T=4,
        rule=lambda x: (x, lambda dz: (dz,)), v=[1.0, 0.0], key=0, text="x * 2", shape=2,
        graph=static.StaticGraph(), classes=2, answers=2, model=linear.ClassFeatures(2), Y=y,
        leaves=["a", "b"], parent={"a": "c", "b": "c"}, probability=np.full(8, 0.5), B=[[1.0, 0.0]],
        score=np.arange(8.0), highest=1.0, vectors=np.eye(2), features=2, n_in=2, n_out=2, groups=1,
        inputs=2, block=net, layers=(net,), dense=net, risk=nn.NetworkRisk(net, CROSS, X, y),
        product=lambda v: 2 * v, sizes=(2, 2), centre=[0.0, 0.0], directions=np.eye(2),
        path=np.arange(8.0).reshape(4, 2) ** 2, after=schedules.Constant(0.1), period=2,
        cycle=schedules.Linear(0.1, 2), schedule=schedules.Constant(0.1), c=[1.0, 1.0],
        G=-np.eye(2), h=[0.0, 0.0], cones=programs.Nonnegative(2), objective=([1.0], [[1.0]]),
        balls=[(np.eye(2), [0.0, 0.0], [0.0, 0.0], 1.0)], P=np.eye(2), pictures=np.ones((2, 4, 4)),
        matrices=[np.ones((2, 2)), np.eye(2), np.eye(2)], residuals=lambda w: w, mean=mean,
        jacobian=lambda w: np.eye(2), tilt=np.ones(2),
    )  # fmt: skip


class Family:
    """Of one bowl, as `meta_train` wants it."""

    start = np.ones((1, 2))

    def draw(self, rng, count):
        """The one that there is."""
        return self

    def value_and_grad(self, x, t):
        """½‖x‖²."""
        return (x * x).sum(axis=-1) / 2, x


RULE = nn.CoordinatewiseLSTM(hidden=2)
CROSS = nn.SoftmaxCrossEntropy()


def _square():
    x = autodiff.Tensor(2.0, name="x")
    return x * x


def special(where, name, known):
    """What some names mean in one callable alone."""
    X, y, mean = known["X"], known["y"], known["mean"]
    line, cross = fn.Quadratic([2.0]), dict(loss=CROSS)
    graph = known["graph"]
    tensor = np.array([1.0, 2.0])
    gates = dict(x=tensor, y=tensor)
    stochastic = dict(f=mean)
    node = graph.placeholder("a")
    own = {
        "functions.Max": dict(pieces=[known["f"]] * 2),
        "functions.Min": dict(pieces=[known["f"]] * 2),
        "functions.MulticlassRisk": dict(loss=fn.SoftmaxCrossEntropy()),
        "functions.landscape": dict(name="saddle"),
        "functions.TiltedQuadratic": dict(f=fn.Quadratic([1.0, 2.0])),
        "optim.rate_quadratic": dict(t=1), "optim.quadratic_path": dict(t=1),
        "optim.variance_reduced": dict(x=tensor, center=tensor, **stochastic),
        "autodiff.softmax_cross_entropy": dict(scores=np.eye(2), labels=[0, 1]),
        "autodiff.matmul": dict(x=np.eye(2), y=np.eye(2)),
        "autodiff.reshape": dict(x=tensor, shape=(2, 1)),
        "autodiff.batchnorm": dict(x=np.eye(2)),
        "autodiff.gradcheck": dict(f=autodiff.sin, arguments=[tensor]),
        "autodiff.concatenate": dict(parts=[tensor, tensor]),
        "autodiff.chain_gradient": dict(x=1.0),
        "autodiff.jvp": dict(f=autodiff.sin),
        "autodiff.vjp": dict(f=autodiff.sin, x=[tensor]),
        "autodiff.hvp": dict(f=lambda x: (x * x).sum()),
        "autodiff.value_and_grad": dict(f=lambda x: (x * x).sum()),
        "autodiff.sentence": dict(graph=autodiff.trace_graph(_square())),
        "autodiff.static.descent": dict(loss=graph.variable("w", 1.0) * 2.0),
        "autodiff.static.gradients": dict(output=node * node, by=[node]),
        "autodiff.static.needed": dict(outputs=[node]),
        "autodiff.static.operations": dict(outputs=[node]),
        "autodiff.static.simplify": dict(outputs=[node]),
        "autodiff.static.tangents": dict(outputs=[node], along={node: 1.0}),
        "linear.MulticlassLinear": dict(loss=fn.SoftmaxCrossEntropy()),
        "linear.kkt_residuals": dict(X=fn.add_bias(X), y=2.0 * y - 1, alpha=np.ones(8)),
        "linear.separating_plane": dict(X=fn.add_bias(X), y=2.0 * y - 1),
        "linear.vote": dict(classes=[[0, 1], [1, 1]]),
        "nn.NetworkRisk": cross, "nn.evaluate": cross, "nn.fit": cross,
        "nn.Model": cross, "nn.filter_normalized": dict(direction=np.ones(6)),
        "nn.hessian_vector": dict(v=np.ones(6)),
        "nn.plane_values": dict(x=[0.0, 1.0], y=[0.0, 1.0]),
        "nn.log_and_sign": dict(grad=[1.0, -1.0]),
        "nn.meta_loss": dict(rule=RULE, params=RULE.init(known["rng"]), x=np.ones((1, 2)),
                             grad=np.ones((1, 2)), problems=Family().draw(None, 1),
                             memory=np.zeros((2, 4)), unroll=1),
        "nn.meta_train": dict(rule=RULE, family=Family(), steps=1, rng=known["rng"], unroll=1,
                              episode=1, functions=1),
        "schedules.Step": dict(every=2), "datasets.data_path": dict(name="penguins.csv"),
        "datasets.load_mnist": dict(size=2), "datasets.load_fashion_mnist": dict(size=2),
        "convex.is_subgradient": dict(rng=known["rng"]),
        "convex.AffineComposition": dict(A=np.eye(2)),
        "convex.Product": dict(f=line, g=line), "convex.crossings": dict(f=line, x=1.0, g=1.0),
        "convex.one_sided": dict(f=line, x=1.0), "convex.subdifferential": dict(f=line, x=1.0),
        "convex.Restriction": dict(x=[0.0, 0.0]), "convex.TaylorModel": dict(slope=tensor),
        "convex.chord_gap": dict(y=[0.0, 0.0]), "convex.midpoint_gap": dict(y=[0.0, 0.0]),
        "convex.tangent_gap": dict(y=[0.0, 0.0]),
        "convex.programs.simplex_path": dict(G=[[1.0, 1.0], [-1.0, 0.0], [0.0, -1.0]],
                                             h=[1.0, 0.0, 0.0]),
        "convex.programs.polygon": dict(G=[[1.0, 1.0], [-1.0, 0.0], [0.0, -1.0]],
                                        h=[1.0, 0.0, 0.0]),
    }  # fmt: skip
    if where == "autodiff" and name not in ("matmul", "reshape", "batchnorm", "chain_gradient"):
        own.setdefault(f"autodiff.{name}", gates)
        own[f"autodiff.{name}"] = gates | own[f"autodiff.{name}"]
    if where == "optim" and name in ("saga", "svrg", "sgd_epochs"):
        return stochastic
    return own.get(f"{where}.{name}", {})


def arguments(where, name, made, folder):
    """{name: right value} of every argument without a default, and of what is known better."""
    known = by_name(np.random.default_rng(0)) | {"file": folder / "network.npz"}
    if name == "load":
        nn.save(known["file"], known["net"], known["params"])
    better = special(where, name, known)
    wanted = inspect.signature(made).parameters.values()
    return {p.name: (known | better)[p.name] for p in wanted
            if p.name in better or (p.default is p.empty and p.name in known)}  # fmt: skip


def call(made, given):
    """The callable with these arguments, by name where it can be."""
    spread, named = [], dict(given)
    for p in inspect.signature(made).parameters.values():
        if p.kind is p.VAR_POSITIONAL:
            spread += [*named.pop(p.name)]
        elif p.kind is p.POSITIONAL_ONLY:
            spread.append(named.pop(p.name))
    if spread:
        before = [p.name for p in inspect.signature(made).parameters.values()
                  if p.kind is p.POSITIONAL_OR_KEYWORD and p.name in named]  # fmt: skip
        spread = [named.pop(name) for name in before] + spread
    return made(*spread, **named)
