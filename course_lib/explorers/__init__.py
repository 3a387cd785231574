"""The live figures: each an experiment, a view and its controls.

``EXPLORERS`` maps the name of each to the function that makes it; tests move every one of them.
"""

from course_lib.explorers.backprop import (
    eight_steps_explorer,
    gate_rule_explorer,
    layers_explorer,
    neuron_explorer,
    sum_times_explorer,
    typed_formula_explorer,
)
from course_lib.explorers.convexity import (
    chord_explorer,
    curvature_explorer,
    local_model_explorer,
    operation_explorer,
    risk_chord_explorer,
    tangent_explorer,
)
from course_lib.explorers.explorer import Explorer, Player, Pointer
from course_lib.explorers.gradient_descent import (
    car_regression_explorer,
    convergence_explorer,
    line_search_explorer,
    staircase_explorer,
    stopping_explorer,
)
from course_lib.explorers.logistic_regression import (
    boundary_descent_explorer,
    logistic_curve_explorer,
    polynomial_boundary_explorer,
    softmax_fields_explorer,
    two_distributions_explorer,
)
from course_lib.explorers.start_here import ball_explorer, course_map_explorer
from course_lib.explorers.subgradient import (
    clarke_point_explorer,
    lasso_path_explorer,
    many_starts_explorer,
    step_rules_explorer,
)
from course_lib.explorers.svm import (
    penalty_and_loss_explorer,
    separating_lines_explorer,
    soft_margin_explorer,
    support_vectors_explorer,
    surrogates_explorer,
    svm_descent_explorer,
)

EXPLORERS = {
    "ball": ball_explorer,
    "course_map": course_map_explorer,
    "chord": chord_explorer,
    "tangent": tangent_explorer,
    "curvature": curvature_explorer,
    "local_model": local_model_explorer,
    "operation": operation_explorer,
    "risk_chord": risk_chord_explorer,
    "staircase": staircase_explorer,
    "car_regression": car_regression_explorer,
    "convergence": convergence_explorer,
    "line_search": line_search_explorer,
    "stopping": stopping_explorer,
    "step_rules": step_rules_explorer,
    "lasso_path": lasso_path_explorer,
    "many_starts": many_starts_explorer,
    "clarke_point": clarke_point_explorer,
    "separating_lines": separating_lines_explorer,
    "support_vectors": support_vectors_explorer,
    "soft_margin": soft_margin_explorer,
    "surrogates": surrogates_explorer,
    "svm_descent": svm_descent_explorer,
    "penalty_and_loss": penalty_and_loss_explorer,
    "sum_times": sum_times_explorer,
    "typed_formula": typed_formula_explorer,
    "neuron": neuron_explorer,
    "eight_steps": eight_steps_explorer,
    "gate_rule": gate_rule_explorer,
    "layers": layers_explorer,
    "logistic_curve": logistic_curve_explorer,
    "boundary_descent": boundary_descent_explorer,
    "softmax_fields": softmax_fields_explorer,
    "polynomial_boundary": polynomial_boundary_explorer,
    "two_distributions": two_distributions_explorer,
}

__all__ = [
    "EXPLORERS",
    "Explorer",
    "Player",
    "Pointer",
    "ball_explorer",
    "boundary_descent_explorer",
    "car_regression_explorer",
    "chord_explorer",
    "clarke_point_explorer",
    "convergence_explorer",
    "course_map_explorer",
    "curvature_explorer",
    "eight_steps_explorer",
    "gate_rule_explorer",
    "lasso_path_explorer",
    "layers_explorer",
    "line_search_explorer",
    "local_model_explorer",
    "logistic_curve_explorer",
    "many_starts_explorer",
    "neuron_explorer",
    "operation_explorer",
    "penalty_and_loss_explorer",
    "polynomial_boundary_explorer",
    "risk_chord_explorer",
    "separating_lines_explorer",
    "soft_margin_explorer",
    "softmax_fields_explorer",
    "staircase_explorer",
    "step_rules_explorer",
    "stopping_explorer",
    "sum_times_explorer",
    "support_vectors_explorer",
    "surrogates_explorer",
    "svm_descent_explorer",
    "tangent_explorer",
    "two_distributions_explorer",
    "typed_formula_explorer",
]
