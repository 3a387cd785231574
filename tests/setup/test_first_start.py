"""Byte code is written for what a first start imports, also where Python is told not to."""

import importlib.util
import os
import pathlib
import subprocess
import sys

import pytest

from tools import first_start

ROOT = pathlib.Path(__file__).parents[2]
pytestmark = pytest.mark.tools


@pytest.mark.parametrize("module", [*first_start.LAB, *first_start.KERNEL])
def test_what_it_imports_exists(module):
    assert importlib.util.find_spec(module)


def test_byte_code_is_written_and_what_fails_is_left_to_who_needs_it(tmp_path):
    for name, text in (("fails", "1 / 0"), ("works", "x = 1")):
        (tmp_path / f"{name}.py").write_text(text)
    program = "from tools.first_start import load; load(('fails', 'missing', 'works'))"
    path = os.pathsep.join([str(ROOT), str(tmp_path)])
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, cwd=tmp_path)
    assert list((tmp_path / "__pycache__").glob("works.*.pyc"))
