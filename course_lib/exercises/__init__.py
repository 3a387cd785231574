"""The checks behind the notebooks' exercises, one module a notebook."""

from course_lib.exercises.report import Case, Report, run_check

__all__ = ["Case", "Report", "run_check"]
