"""pytest for the whole project: ``pytest --nbval --record notebooks`` stores notebooks' outputs."""

import os
import sys

from hypothesis import settings

# Or each worker rewrites all test files anew, and each notebook's kernel compiles its lesson.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("course", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("course")
pytest_plugins = ["tests.by_lesson", "tests.notebooks.recorder", "pytester"]
