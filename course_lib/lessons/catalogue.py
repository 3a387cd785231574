"""All lessons and explorers, for tests and benchmarks; a notebook imports its own lesson only."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

#: Folders of `course_lib.lessons` in the order of their notebooks.
LESSONS = (
    "start_here",
    "math_basics",
    "convexity",
    "convex_programs",
    "gradient_descent",
    "subgradient_descent",
    "stochastic_gradient_descent",
    "linear_classifiers",
    "logistic_regression",
    "svm_hinge",
    "regularization",
    "structured_and_ranking_svm",
    "neural_networks",
    "backprop_gates",
    "autodiff",
    "preprocessing_and_sampling",
    "initialization",
    "batchnorm",
    "dropout_and_augmentation",
    "optimizers",
    "lr_schedules",
    "second_order_methods",
    "loss_landscape",
    "training_a_network",
    "learning_to_learn",
)


def lesson_module(lesson: str, name: str) -> ModuleType:
    """A module of a lesson, such as ``lesson_module("svm_hinge", "exercises")``."""
    return import_module(f"course_lib.lessons.{lesson}.{name}")


def functions_of(module: ModuleType) -> dict[str, Callable]:
    """The public functions that a module defines itself, by name."""
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    }


#: "lesson.explorer" → the function that makes it: every public function of an ``explorers.py``.
EXPLORERS: dict[str, Callable] = {
    f"{lesson}.{name}": make
    for lesson in LESSONS
    for name, make in functions_of(lesson_module(lesson, "explorers")).items()
}
