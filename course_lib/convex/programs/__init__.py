"""Convex programs: linear, quadratic, second-order cone, semidefinite, geometric, and one solver.

Not imported by `course_lib.convex`: ask for it by ``from course_lib.convex import programs``.
"""

from course_lib.convex.programs.cones import Nonnegative, SecondOrder, Semidefinite
from course_lib.convex.programs.conic import conic_program
from course_lib.convex.programs.geometric import geometric_program
from course_lib.convex.programs.problems import (
    linear_program,
    quadratic_program,
    second_order_program,
    semidefinite_program,
)
from course_lib.convex.programs.simplex import polygon, simplex_path
from course_lib.convex.programs.solution import Certificate, Residuals, Solution

__all__ = [
    "Certificate",
    "Nonnegative",
    "Residuals",
    "SecondOrder",
    "Semidefinite",
    "Solution",
    "conic_program",
    "geometric_program",
    "linear_program",
    "polygon",
    "quadratic_program",
    "second_order_program",
    "semidefinite_program",
    "simplex_path",
]
