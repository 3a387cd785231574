"""The checks behind the notebooks' exercises: what is asked, the cases, the known slips."""

from course_lib.exercises.exercise import Ask, Exercise, Slip
from course_lib.exercises.report import Case, Report, run_check
from course_lib.exercises.student_code import Limited

__all__ = ["Ask", "Case", "Exercise", "Limited", "Report", "Slip", "run_check"]
