"""One thread a product in any process that imports the course; more where they are asked for."""

import json
import os
import subprocess
import sys

import pytest

from course_lib import threads

PROGRAM = """
import importlib
import json
import sys
import numpy as np
import scipy.linalg
from threadpoolctl import threadpool_info

def blas():
    return sorted({pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"})

seen = [blas()]
importlib.import_module(sys.argv[1])
seen += [blas()]
from course_lib import threads
threads.processors = lambda: 2
with threads.all_threads():
    seen += [blas()]
    try:
        with threads.all_threads():
            raise ValueError
    except ValueError:
        seen += [blas()]
seen += [blas()]
print(json.dumps(seen))
"""


def run_with(module="course_lib", **settings):
    """Numbers of threads that BLAS has, in turn: before the import and after it; in
    ``all_threads()`` on two processors, after such a part inside it has raised, and after all."""
    environment = {k: v for k, v in os.environ.items() if k not in threads.SETTINGS}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, module],
        env=environment | settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(result.stdout)


def test_one_thread_from_the_import_on():
    """As in a notebook: numpy is there before the course, with as many threads as it likes."""
    seen = run_with("course_lib.lessons.svm_hinge.explorers")
    _, imported, in_all, after_error, after = seen
    assert (imported, in_all, after_error, after) == ([1], [2], [2], [1])


@pytest.mark.parametrize("name", ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"])
def test_a_number_set_by_the_user_holds(name):
    before, *seen = run_with(**{name: "3"})
    assert seen == [before] * 4


def test_this_process_has_one():
    info = threads._BLAS.info()
    assert info, "no BLAS was found to be set"
    if not threads.chosen_by_the_user():
        assert {pool["num_threads"] for pool in info} == {1}


def test_processors_are_counted():
    assert 1 <= threads.processors() <= os.cpu_count()
