"""Wrong arguments, whatever the callable: a clear error that names the argument."""

import dataclasses
import importlib
import inspect
import re
import traceback
import warnings
from pathlib import Path

import numpy as np
import pytest

import course_lib
from tests import methods
from tests.arguments import MODULES, RECORDS, arguments, call, public_callables


class Other:
    """An object of another class."""

    def __repr__(self):
        return "Other()"


#: What nothing takes.
NEVER = (Other(), ["a", "b"], np.array([1j, 2]), None)
#: What many take: they may, or say what they want.
AT_TIMES = (np.nan, -1, True, "no such", np.ones((2, 3)), np.empty(0), [[1], [1, 2]])
#: What some take nevertheless: None is an option (no penalty, all axes), leaves have names.
TAKEN = {
    ("linear", "LogisticRegression", "penalty"), ("linear", "Taxonomy", "leaves"),
    ("autodiff", "index", "key"), ("autodiff", "softmax", "axis"),
    ("autodiff", "logsumexp", "axis"), ("autodiff", "Tensor.softmax", "axis"),
    ("autodiff", "Tensor.logsumexp", "axis"), ("autodiff", "Tensor.transpose", "axes"),
}  # fmt: skip
#: What the message calls them.
CALLED = {
    "functions.activation(name": "activation", "nn.Activation(kind": "activation",
    "autodiff.Expression.__call__(values": "value",
    "nn.Model.fit(validation_data": "validation",
}  # fmt: skip
HOUSE = str(Path(course_lib.__file__).parent)


def faults(where, name, made, given, passed_on=()):
    """What is wrong with the answers to wrong arguments, one line each."""
    call(made, given)
    for p in inspect.signature(made).parameters.values():
        for wrong in (*NEVER, *AT_TIMES) if p.name not in passed_on else ():
            never = any(wrong is value for value in NEVER)
            if wrong is None and p.default is None:
                continue
            one = wrong.copy() if isinstance(wrong, np.ndarray) else wrong  # update overwrites x
            one = [one] if p.kind is p.VAR_POSITIONAL else one
            one = {"z": wrong} if p.kind is p.VAR_KEYWORD else one
            told = f"{where}.{name}({p.name}={wrong!r:.40}): "
            try:
                call(made, given | {p.name: one})
            except (TypeError, ValueError, IndexError) as error:
                last = traceback.extract_tb(error.__traceback__)[-1].filename
                called = CALLED.get(f"{where}.{name}({p.name}", p.name)
                named = re.search(rf"\b{re.escape(called)}\b", str(error))
                if not (named or (not never and last.startswith(HOUSE))):
                    yield f"{told}{type(error).__name__}: {error!s:.100}"
            except Exception as error:
                yield f"{told}{type(error).__name__}: {error!s:.100}"
            else:
                if never and (where, name, p.name) not in TAKEN:
                    yield told + "taken"


@pytest.mark.parametrize("module", MODULES)
def test_every_wrong_argument_is_named(module, tmp_path):
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of numbers that overflow
        for where, name, made in public_callables(module):
            found += faults(where, name, made, arguments(where, name, made, tmp_path))
    assert not found, "\n".join(found)


def test_every_wrong_argument_of_a_method_is_named(tmp_path):
    found, seen = [], set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for where in methods.MODULES:
            for name, method, given in methods.public_methods(where, seen, tmp_path):
                found += faults(where, name, method, given, methods.HANDED)
    assert len(seen) > 150
    assert not found, "\n".join(found)


def test_what_is_handed_out_is_listed_by_its_name():
    for where, names in RECORDS.items():
        assert set(names.split()) <= set(importlib.import_module(f"course_lib.{where}").__all__)


def test_a_callable_without_checks_is_found(tmp_path):
    def careless(x, steps=3):
        return x * steps

    given = arguments("optim", "careless", careless, tmp_path)
    lines = list(faults("optim", "careless", careless, given))
    assert any("careless(x=Other())" in line for line in lines)
    assert any("careless(steps=None)" in line for line in lines)
    assert any("careless(steps=Other())" in line for line in lines)


def dataclasses_of(where):
    """The dataclasses that a module exports."""
    module = importlib.import_module(f"course_lib.{where}")
    found = [getattr(module, name) for name in module.__all__]
    return [c for c in found if isinstance(c, type) and dataclasses.is_dataclass(c)]


@pytest.mark.parametrize("where", MODULES)
def test_dataclasses_are_frozen_but_for_estimators_that_compare_as_objects(where):
    for made in dataclasses_of(where):
        if hasattr(made, "fit"):
            assert made.__eq__ is object.__eq__, f"{made.__name__} compares its arrays"
        else:
            assert made.__dataclass_params__.frozen, f"{made.__name__} can be changed"
