"""How the stored optimizers were learned, so that anybody can learn them again."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.datasets.files import arrays
from course_lib.lessons.learning_to_learn.families import Networks, Quadratics, Rescaled
from course_lib.lessons.learning_to_learn.racing import FILE, Arena, descend
from course_lib.nn import CoordinatewiseLSTM, LearnedOptimizer, MetaTraining, meta_train
from course_lib.schedules import Cosine

RULE = CoordinatewiseLSTM(hidden=16)
EPISODE, BUDGET, SEED, LR = 100, 30_000, 0, 0.01
UNROLLS = (20, 5, 100)
#: Parts of the budget after which θ was stored.
CHECKPOINTS = (0.02, 0.06, 0.25, 1.0)
BINS = 100  # of the stored history
PREFIX = 3  # meta-steps that a test takes again


#: What is learned on: name → family, and how many functions an episode has.
FAMILIES = {
    "quadratics": (Quadratics(), 32),
    "rescaled quadratics": (Rescaled(), 32),
    "networks": (Networks(), 2),
}


def begin(
    learned_on: str, unroll: int = 20, steps: int = 0, seed: int = SEED, **more
) -> MetaTraining:
    """The first meta-steps of a recipe.

    Parameters
    ----------
    learned_on : str
        A key of `FAMILIES`.
    unroll : int
        Steps that the meta-gradient goes back, one of `UNROLLS`. Every recipe takes 30,000 steps
        of descent in all, so 30,000/unroll meta-steps.
    steps : int
        Meta-steps to take now.
    seed : int
        Of θ and of the functions.
    **more
        For `course_lib.nn.meta_train`, such as `resume` and `progress`.
    """
    family, functions = FAMILIES[checks.choice("learned_on", learned_on, FAMILIES)]
    checks.choice("unroll", unroll, UNROLLS)
    return meta_train(
        RULE, family, steps=steps, unroll=unroll, episode=EPISODE, functions=functions,
        lr=Cosine(LR, BUDGET // unroll), rng=np.random.default_rng(seed), **more,
    )  # fmt: skip


def learn(
    learned_on: str, unroll: int, progress=None, seed: int = SEED
) -> tuple[list[MetaTraining], np.ndarray]:
    """The whole recipe: the training at each checkpoint, and all losses."""
    total, done, at = BUDGET // unroll, 0, None
    reached = []
    for part in CHECKPOINTS:
        count = round(part * total) - done
        at = begin(learned_on, unroll, count, seed, resume=at, progress=progress)
        done += count
        reached.append(at)
    return reached, at.losses


def key(learned_on: str, unroll: int) -> str:
    """What a recipe is called in the file."""
    return f"{learned_on.replace(' ', '_')}_{unroll}"


def vector(params) -> np.ndarray:
    """θ as one vector."""
    return np.concatenate([np.ravel(params[name]) for name in RULE.shapes()])


def named(theta) -> dict[str, np.ndarray]:
    """θ by name, from a vector."""
    cuts = np.cumsum([int(np.prod(shape)) for shape in RULE.shapes().values()])[:-1]
    parts = zip(RULE.shapes().items(), np.split(theta, cuts), strict=True)
    return {name: part.reshape(shape) for (name, shape), part in parts}


def stored_params(learned_on: str = "quadratics", unroll: int = 20, checkpoint: int = -1):
    """θ from the file, at one of `CHECKPOINTS`; checkpoint None is the start, before learning."""
    checks.choice("learned_on", learned_on, FAMILIES)
    checks.choice("unroll", unroll, UNROLLS)
    if checkpoint is None:
        return begin(learned_on, unroll).params
    return named(arrays(FILE)[key(learned_on, unroll)][checkpoint])


def learned(learned_on: str = "quadratics", unroll: int = 20, checkpoint: int = -1):
    """A stored optimizer, ready to run."""
    return _runner(stored_params(learned_on, unroll, checkpoint))


def _runner(params) -> LearnedOptimizer:
    """In double precision, as `descend` runs it."""
    return LearnedOptimizer(RULE, {name: value.astype(float) for name, value in params.items()})


#: The first recipe was followed with two more seeds, to see how much chance there is in it.
OTHER_SEEDS = (1, 2)


def of_other_seeds() -> list[LearnedOptimizer]:
    """The first recipe's optimizers from other seeds, ready to run."""
    rows = arrays(FILE)[f"{key('quadratics', 20)}_seeds"]
    return [_runner(named(theta)) for theta in rows]


# ---- what is stored beside θ --------------------------------------------------------------------

CURVE_STEPS, CURVE_EVERY = 200, 4
JUDGES = {"quadratics": Arena("quadratics"), "networks": Arena("sigmoid network")}
CURVE_SEED = 303


def judged(optimizer, on: str) -> np.ndarray:
    """Mean loss on new functions after 0, 4, 8, … 200 steps: shape (51,)."""
    problems = JUDGES[on].problems(CURVE_SEED)
    return descend(optimizer, problems, CURVE_STEPS, CURVE_EVERY).mean(axis=1)


def record(learned_on: str, unroll: int, progress=None) -> dict[str, np.ndarray]:
    """Everything that the file holds of a recipe, made anew."""
    name = key(learned_on, unroll)
    reached, losses = learn(learned_on, unroll, progress)
    start = begin(learned_on, unroll)
    rules = [_runner(run.params) for run in (start, *reached)]
    curves = np.array([[judged(rule, on) for rule in rules] for on in JUDGES])
    return {
        name: np.array([vector(run.params) for run in reached]),
        f"{name}_first": losses[:PREFIX],
        f"{name}_losses": losses.reshape(BINS, -1).mean(axis=1).astype(np.float32),
        f"{name}_curves": curves.astype(np.float32),
    }


def record_seeds() -> dict[str, np.ndarray]:
    """What the file holds of the other seeds."""
    ends = [learn("quadratics", 20, seed=seed)[0][-1] for seed in OTHER_SEEDS]
    return {f"{key('quadratics', 20)}_seeds": np.array([vector(run.params) for run in ends])}


def stored(learned_on: str, unroll: int, what: str) -> np.ndarray:
    """What the file holds of a recipe: its "first" losses, its "losses" or its "curves"."""
    return arrays(FILE)[f"{key(learned_on, unroll)}_{what}"]
