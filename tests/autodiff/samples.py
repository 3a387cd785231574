"""For each gate, smooth points and settings; every test that walks the gates uses them."""

import numpy as np

from course_lib.autodiff import GATES

rng = np.random.default_rng(5)


def away_from_zero(*shape):
    """Entries of both signs, none near a kink at 0."""
    x = rng.uniform(0.3, 2.0, shape)
    return x * rng.choice([-1.0, 1.0], shape)


def positive(*shape):
    return rng.uniform(0.4, 2.0, shape)


# Every pair broadcasts differently: equal shapes, a row, a column, a number, new axes.
PAIRS = [((3, 4), (3, 4)), ((3, 4), (4,)), ((3, 1), (1, 4)), ((), (2, 3)), ((2, 1, 3), (4, 1))]
BINARY = {"add", "subtract", "multiply", "divide", "maximum", "minimum"}
POSITIVE = {"log", "sqrt"}
UNARY = {
    "negate", "square", "reciprocal", "exp", "sin", "cos", "arctan", "tanh", "sigmoid", "relu",
    "leaky_relu", "elu", "softplus", "absolute",
}  # fmt: skip

#: Gate name → list of (arguments, settings).
SAMPLES = {name: [((away_from_zero(*a), away_from_zero(*b)), {}) for a, b in PAIRS]
           for name in BINARY}  # fmt: skip
SAMPLES |= {name: [((away_from_zero(3, 4),), {}), ((0.7,), {}), ((-0.7,), {})] for name in UNARY}
SAMPLES |= {name: [((positive(3, 4),), {}), ((0.7,), {})] for name in POSITIVE}
SAMPLES["power"] = [((positive(*a), away_from_zero(*b)), {}) for a, b in PAIRS]
SAMPLES["leaky_relu"] += [((away_from_zero(5),), {"slope": 0.2})]
SAMPLES["elu"] += [((away_from_zero(5),), {"alpha": 1.7})]
SAMPLES["matmul"] = [
    ((away_from_zero(*a), away_from_zero(*b)), {})
    for a, b in [((3, 4), (4, 2)), ((4,), (4, 2)), ((3, 4), (4,)), ((4,), (4,)),
                 ((5, 3, 4), (5, 4, 2)), ((5, 3, 4), (4, 2)), ((2, 1, 3, 4), (5, 4, 2)),
                 ((5, 3, 4), (4,)), ((4,), (5, 4, 2))]
]  # fmt: skip
AXES = [{}, {"axis": 0}, {"axis": -1}, {"axis": 1, "keepdims": True}, {"keepdims": True}]
SEVERAL = [{"axis": (0, 2)}, {"axis": (0, 2), "keepdims": True}]
for _name in ("sum", "mean"):
    SAMPLES[_name] = [((away_from_zero(2, 3, 4),), s) for s in AXES + SEVERAL]
for _name in ("max", "min"):
    SAMPLES[_name] = [
        ((rng.permutation(24.0 + np.arange(24)).reshape(2, 3, 4),), s)
        for s in [*AXES, *SEVERAL, {"axis": (-1, 0)}, {"axis": np.int64(1)}]
    ]
SAMPLES["reshape"] = [((away_from_zero(2, 6),), {"shape": s}) for s in [(3, 4), (-1,), (2, 2, 3)]]
SAMPLES["transpose"] = [
    ((away_from_zero(2, 3, 4),), s)
    for s in [{}, {"axes": (1, 2, 0)}, {"axes": (-1, 0, 1)}, {"axes": (0, -1, -2)}]
]
SAMPLES["concatenate"] = [
    ((away_from_zero(2, 3), away_from_zero(1, 3), away_from_zero(4, 3)), {}),
    ((away_from_zero(2, 3), away_from_zero(2, 1)), {"axis": 1}),
]
SAMPLES["index"] = [
    ((away_from_zero(3, 4),), {"key": key})
    for key in [0, (1, 2), (slice(None), -1), slice(0, 3, 2), ([0, 2, 2, 0],), [1, 1],
                (np.array([0, 2, 0]), np.array([1, 1, 1])), (..., None), np.eye(3, 4) > 0]
]  # fmt: skip
SAMPLES["logsumexp"] = [((away_from_zero(3, 4),), s) for s in
                        [{}, {"axis": 0}, {"keepdims": True}]]  # fmt: skip
SAMPLES["softmax"] = [((away_from_zero(3, 4),), {}), ((away_from_zero(3, 4),), {"axis": 0})]
SAMPLES["softmax_cross_entropy"] = [((away_from_zero(5, 3),), {"labels": [0, 2, 1, 1, 0]})]
SAMPLES["batchnorm"] = [
    ((away_from_zero(6, 3), positive(3), away_from_zero(3)), {}),
    ((away_from_zero(4, 3), positive(3), away_from_zero(3)), {"eps": 0.1}),
    ((away_from_zero(3, 5), positive(5), away_from_zero(5)), {"axis": 1}),
    ((away_from_zero(3, 2, 4), positive(2, 1), away_from_zero(2, 1)), {"axis": (0, 2)}),
]

CASES = [(name, *case) for name in GATES for case in SAMPLES.get(name, [])]
IDS = [f"{name}-{k}" for name in GATES for k in range(len(SAMPLES.get(name, [])))]
