"""The checks behind the notebooks' exercises: what is asked, the cases, the known slips."""

from course_lib.exercises.exercise import Ask, Exercise, Slip
from course_lib.exercises.report import Report
from course_lib.exercises.student_code import Limited

__all__ = ["Ask", "Exercise", "Limited", "Report", "Slip"]
