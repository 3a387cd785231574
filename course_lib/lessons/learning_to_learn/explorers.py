"""Explorers of notebook 24: an optimizer that is learned."""

from __future__ import annotations

from course_lib.explorers.controls import choice, int_slider, log_slider, slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.learning_to_learn.best_step import LAST, TOP
from course_lib.lessons.learning_to_learn.best_step import best_step as run_best_step
from course_lib.lessons.learning_to_learn.best_step_view import BestStepView
from course_lib.lessons.learning_to_learn.meta_training import REACHED
from course_lib.lessons.learning_to_learn.meta_training import meta_training as run_meta_training
from course_lib.lessons.learning_to_learn.meta_training_view import MetaTrainingView
from course_lib.lessons.learning_to_learn.preprocessing import STEPS
from course_lib.lessons.learning_to_learn.preprocessing import preprocessing as run_preprocessing
from course_lib.lessons.learning_to_learn.preprocessing_view import PreprocessingView
from course_lib.lessons.learning_to_learn.race import race as run_race
from course_lib.lessons.learning_to_learn.race_view import RaceView
from course_lib.lessons.learning_to_learn.racing import KINDS, SIZES
from course_lib.lessons.learning_to_learn.recipes import FAMILIES, JUDGES, UNROLLS
from course_lib.lessons.learning_to_learn.update_history import (
    FIRST_GRADIENTS,
    LENGTH,
    PATTERNS,
    REACH,
)
from course_lib.lessons.learning_to_learn.update_history import update_history as run_update_history
from course_lib.lessons.learning_to_learn.update_history_view import UpdateHistoryView


def best_step() -> Explorer:
    """The mean final loss over η, its slope, and the best η for every horizon."""
    return Explorer(
        run_best_step,
        BestStepView,
        dict(
            lr=slider("step size η", 0.05, TOP, 0.5, 0.05),
            horizon=int_slider("horizon T", 1, LAST, 1),
            smallest=log_slider("smallest curvature", 0.05, 0.5, 0.1, per_decade=10),
        ),
        size=(9.2, 3.4),
    )


def preprocessing() -> Explorer:
    """A gradient's two features, and what becomes of both while a run converges."""
    return Explorer(
        run_preprocessing,
        PreprocessingView,
        dict(
            log_range=slider("constant p", 2, 14, 10, 1),
            step=int_slider("step t", 0, STEPS, 20, 5),
        ),
        size=(9.2, 3.4),
    )


def meta_training() -> Explorer:
    """What was learned by when, from which functions, with how long a way back."""
    return Explorer(
        run_meta_training,
        MetaTrainingView,
        dict(
            learned_on=choice("learned on", list(FAMILIES)),
            unroll=choice("steps back", list(UNROLLS)),
            judged_on=choice("judged on", list(JUDGES)),
        ),
        size=(9.2, 3.4),
        player=Player(
            "training step", last=lambda run: len(REACHED) - 1,
            at=lambda run, frame: REACHED[frame], start=1, stored=-1,
        ),
    )  # fmt: skip


def update_history() -> Explorer:
    """Drag the last twelve gradients: what steps do three optimizers take?"""

    def drag(pointer, values):
        if pointer.axes != 0:
            return {}
        place = min(max(round(pointer.x), 1), LENGTH) - 1
        height = round(min(max(pointer.y, -REACH), REACH), 2)
        gradients = values["gradients"]
        return {"gradients": (*gradients[:place], height, *gradients[place + 1 :])}

    return Explorer(
        run_update_history,
        UpdateHistoryView,
        dict(
            learned_on=choice("learned on", list(FAMILIES)),
            pattern=choice("gradients", list(PATTERNS)),
            size=log_slider("times", 1e-3, 10, 1.0, per_decade=5),
        ),
        size=(9.4, 3.3),
        state=dict(gradients=FIRST_GRADIENTS),
        react=dict(pattern=lambda values: {"gradients": PATTERNS[values["pattern"]]}),
        on_pointer=drag,
    )


def race() -> Explorer:
    """The learned optimizer against tuned ones; a new arena runs five of them."""
    return Explorer(
        run_race,
        RaceView,
        dict(
            kind=choice("functions", [kind for kind in KINDS if kind != "tanh network"]),
            size=choice("size", [size for size in SIZES if size != "half"]),
            learned_on=choice("learned on", list(FAMILIES)),
        ),
        size=(9.4, 3.4),
        player=Player(
            "step", last=lambda run: len(run.steps) - 1,
            at=lambda run, frame: int(run.steps[frame]), start=1, stored=-1,
        ),
        progress="Running five optimizers",
    )  # fmt: skip
