"""The notebooks of the course, what each needs, and the way to any of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks


@dataclass(frozen=True)
class Notebook:
    """One notebook of the course."""

    number: int
    name: str  #: The rest of its file's name, such as "convexity".
    title: str  #: At most two short lines.
    teaches: str
    needs: tuple[int, ...]  #: What to read right before.
    place: tuple[int, int]  #: (column, row). In the drawn map; rows count downwards.
    star: bool = False  #: One of the nine topics that the course is built around.

    @property
    def file(self) -> str:
        return f"{self.number:02}_{self.name}.ipynb"

    @property
    def label(self) -> str:
        """Number and title in one line."""
        return f"{self.number:02} {self.title}".replace("-\n", "").replace("\n", " ")


# fmt: off
NOTEBOOKS = (
    Notebook(0, "start_here", "Start here", "how to use the course", (), (0, 0)),
    Notebook(1, "math_basics", "Math basics", "norms, eigenvalues, projections, derivatives",
             (), (0, 3)),
    Notebook(2, "convexity", "Convexity", "chords, tangents, curvature, saddles", (1,), (1, 2),
             star=True),
    Notebook(3, "convex_programs", "Convex\nprograms", "LP, QP, SOCP, GP, SDP", (2,), (2, 1)),
    Notebook(4, "gradient_descent", "Gradient\ndescent", "step sizes, rates, line search, stopping",
             (2,), (2, 2)),
    Notebook(5, "subgradient_descent", "Subgradient\ndescent", "kinks, step rules, Clarke",
             (4,), (3, 4), star=True),
    Notebook(6, "stochastic_gradient_descent", "Stochastic\ngradient", "mini-batches and noise",
             (4,), (3, 1)),
    Notebook(7, "linear_classifiers", "Linear\nclassifiers", "templates, hyperplanes, two losses",
             (1,), (1, 5)),
    Notebook(8, "logistic_regression", "Logistic\nregression", "log-odds, likelihood, softmax",
             (4, 7), (3, 3), star=True),
    Notebook(9, "svm_hinge", "SVM and\nhinge loss", "margins, support vectors, surrogates",
             (5, 7), (4, 5), star=True),
    Notebook(10, "regularization", "Regular-\nization", "L2, L1, elastic net, weight decay",
             (9,), (5, 4)),
    Notebook(11, "structured_and_ranking_svm", "Structured\nSVM", "multiclass, ranking, structures",
             (9,), (5, 5)),
    Notebook(12, "neural_networks", "Neural\nnetworks", "layers, activations, a playground",
             (8,), (4, 3)),
    Notebook(13, "backprop_gates", "Backprop\nby gates", "the chain rule, gate by gate",
             (12,), (5, 3), star=True),
    Notebook(14, "autodiff", "Automatic\nderivatives", "reverse and forward mode, graphs",
             (13,), (6, 5)),
    Notebook(15, "preprocessing_and_sampling", "Preparing\ndata", "whitening, order of examples",
             (6,), (4, 0)),
    Notebook(16, "initialization", "Initial-\nization", "signals through 30 layers",
             (13,), (6, 3), star=True),
    Notebook(17, "batchnorm", "Batch norm", "forward, backward, evaluation, relatives",
             (16,), (7, 3), star=True),
    Notebook(18, "dropout_and_augmentation", "Dropout,\naugmenting", "ensembles, altered images",
             (10, 13), (7, 4)),
    Notebook(19, "optimizers", "Optimizers", "momentum to AdamW", (6,), (4, 1),
             star=True),
    Notebook(20, "lr_schedules", "Rate\nschedules", "steps, cosine, warm-up", (19,), (5, 0),
             star=True),
    Notebook(21, "second_order_methods", "Second\norder", "Newton, BFGS, L-BFGS", (4,), (3, 2)),
    Notebook(22, "loss_landscape", "Loss\nlandscape", "saddles, slices, flat minima",
             (13, 19), (6, 2)),
    Notebook(23, "training_a_network", "Training\na network", "real digits, end to end",
             (17, 18, 20), (8, 0)),
    Notebook(24, "learning_to_learn", "Learning\nto learn", "a learned optimizer",
             (14, 19), (7, 1)),
)
# fmt: on


@dataclass(frozen=True)
class CourseMap:
    """The way to one notebook."""

    places: np.ndarray  #: Shape (25, 2). Column and row of each notebook.
    arrows: np.ndarray  #: Shape (n, 2), int. From what is needed to what needs it.
    goal: int
    before: tuple[int, ...]  #: Everything the goal rests on, in the order of reading.
    way: np.ndarray  #: Shape (n,), bool. The arrows that lead to the goal.
    summary: str


@lru_cache(maxsize=32)
def course_map(*, goal: int = 5) -> CourseMap:
    """What leads to the notebook of that number.

    Parameters
    ----------
    goal : int
        0 to 24.
    """
    goal = checks.choice("goal", goal, range(len(NOTEBOOKS)))
    arrows = np.array([(k, n.number) for n in NOTEBOOKS for k in n.needs])
    before = what_it_rests_on(goal)
    way = np.isin(arrows[:, 1], (*before, goal))
    return CourseMap(
        places=np.array([n.place for n in NOTEBOOKS], dtype=float), arrows=arrows, goal=goal,
        before=before, way=way, summary=_summary(goal, before),
    )  # fmt: skip


def what_it_rests_on(goal: int) -> tuple[int, ...]:
    """The numbers of all notebooks needed before, smallest first."""
    found, waiting = set(), list(NOTEBOOKS[goal].needs)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += NOTEBOOKS[number].needs
    return tuple(sorted(found))


def _summary(goal: int, before: tuple[int, ...]) -> str:
    notebook = NOTEBOOKS[goal]
    first = f"read {_list(before)} first" if before else "needs nothing before it"
    after = [n.number for n in NOTEBOOKS if goal in n.needs]
    opens = f"; it opens {_list(after)}" if after else ""
    return f"{notebook.label}: {notebook.teaches}; {first}{opens}."


def _list(numbers) -> str:
    *most, last = (f"{n:02}" for n in numbers)
    return f"{', '.join(most)} and {last}" if most else last


@dataclass(frozen=True)
class CourseTable:
    """All notebooks as a table, with links."""

    notebooks: tuple[Notebook, ...] = NOTEBOOKS

    def _repr_markdown_(self) -> str:
        rows = ["| notebook | | teaches | needs |", "|:--|:--|:--|:--|"]
        return "\n".join(rows + [_row(n) for n in self.notebooks])

    def __repr__(self) -> str:
        return "\n".join(f"{n.label}{' ★' * n.star}: {n.teaches}" for n in self.notebooks)


def _row(n: Notebook) -> str:
    needs = ", ".join(f"{k:02}" for k in n.needs) or "–"
    return f"| [**{n.label}**]({n.file}) | {'★' * n.star} | {n.teaches} | {needs} |"
