"""pytest for the whole project: ``pytest --nbval --record notebooks`` stores notebooks' outputs."""

pytest_plugins = ["tests.by_lesson", "tests.notebooks.recorder", "pytester"]
