"""pytest for the whole project: ``pytest --nbval --record notebooks`` stores notebooks' outputs."""

from hypothesis import settings

settings.register_profile("course", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("course")
pytest_plugins = ["tests.by_lesson", "tests.notebooks.recorder", "pytester"]
