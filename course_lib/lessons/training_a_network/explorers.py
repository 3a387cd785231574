"""Explorers of notebook 23: a live training, a pad to draw on, mistakes, and a checklist."""

from __future__ import annotations

from course_lib.explorers import TrainingExplorer
from course_lib.explorers.controls import action, choice, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer
from course_lib.lessons.training_a_network import draw_a_digit as drawing
from course_lib.lessons.training_a_network import live_training as live
from course_lib.lessons.training_a_network.checklist import FAULTS, NO_GUESS, PATIENTS
from course_lib.lessons.training_a_network.checklist import checklist as run_checklist
from course_lib.lessons.training_a_network.checklist_view import ChecklistView
from course_lib.lessons.training_a_network.confusion import MODELS
from course_lib.lessons.training_a_network.confusion import confusion as run_confusion
from course_lib.lessons.training_a_network.confusion_view import ConfusionView
from course_lib.lessons.training_a_network.digits import SIDE
from course_lib.lessons.training_a_network.draw_a_digit_view import DrawADigitView
from course_lib.lessons.training_a_network.live_training_view import LiveTrainingView


def live_training() -> TrainingExplorer:
    """A network that is trained on real digits while it plays, with early stopping."""
    return TrainingExplorer(
        live.begin,
        live.advance,
        live.look,
        LiveTrainingView,
        dict(
            samples=choice("training digits", {"300": 300, "2,000": 2000}),
            hidden=choice("hidden units", {"16": 16, "64": 64}, 64),
            method=choice("optimizer", list(live.METHODS)),
            lr=log_slider("rate η", 1e-4, 0.1, 1e-3, per_decade=2),
            rate=slider("dropout p", 0.0, 0.8, 0.0, 0.2),
            batch=choice("batch B", [8, 32, 128], 32),
            patience=choice("patience", {"5": 5, "15": 15, "never stop": live.NEVER}, 15),
        ),
        size=(9.4, 3.0),
        stored=380,
        speed=100,
    )


def draw_a_digit() -> Explorer:
    """Draw on the pad, by mouse or by arrow keys; the network answers at every move."""

    def draw(pointer, values):
        if pointer.axes != 0 or pointer.kind == "release":
            return {}
        here = (min(max(pointer.x, 0.0), SIDE), min(max(pointer.y, 0.0), SIDE))
        last = values["pen"] if pointer.kind != "click" else None
        ink = drawing.stroke(values["ink"], last or here, here, values["width"])
        return {"ink": ink, "pen": here}

    def clear(values):
        return {"ink": drawing.EMPTY, "pen": None}

    def another(values):
        number = (values["number"] + 1) % drawing.REAL
        return {"ink": drawing.real_ink(number), "pen": None, "number": number}

    def experiment(number, **values):
        return drawing.draw_a_digit(**values)

    return Explorer(
        experiment,
        DrawADigitView,
        dict(
            clear=action("clear", clear, "an empty pad"),
            another=action("next real digit", another, "the next of 40 test digits"),
            width=slider("pen", 1.0, 4.0, 2.0, 0.5),
            centring=toggle("centre it as MNIST does", True),
            view=choice("first layer shows", list(drawing.VIEWS)),
        ),
        size=(9.4, 3.3),
        state=dict(ink=drawing.real_ink(0), pen=None, number=0),
        on_pointer=draw,
    )


def confusion() -> Explorer:
    """Which digits are taken for which. Click a cell of the matrix to see its digits."""

    def choose(pointer, values):
        if pointer.axes != 0:
            return {}
        return {"cell": tuple(min(max(round(v), 0), 9) for v in (pointer.y, pointer.x))}

    return Explorer(
        run_confusion,
        ConfusionView,
        dict(
            model=choice("model", list(MODELS)),
            surest=action("all mistakes", lambda values: {"cell": None}, "the surest of all"),
        ),
        size=(9.4, 3.6),
        state=dict(cell=(4, 9)),
        on_pointer=choose,
    )


def checklist() -> Explorer:
    """Four readings of a training that may have a fault, and your diagnosis."""
    return Explorer(
        run_checklist,
        ChecklistView,
        dict(
            patient=choice("patient", list(PATIENTS)),
            guess=choice("your diagnosis", [NO_GUESS, *FAULTS]),
        ),
        size=(9.4, 2.9),
    )
