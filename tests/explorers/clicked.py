"""Which axes of an explorer answer to the pointer; clicks on its others change nothing."""

#: Axes, counted from 0 → the explorers.
CLICKED = {
    (0,): """
        batchnorm.norm_backward convex_programs.linear_program convex_programs.quadratic_program
        convex_programs.semidefinite_slice convexity.local_model convexity.risk_chord
        gradient_descent.car_regression gradient_descent.convergence gradient_descent.line_search
        gradient_descent.staircase gradient_descent.stopping learning_to_learn.update_history
        linear_classifiers.three_classes logistic_regression.boundary_descent loss_landscape.cliff
        lr_schedules.sgd_noise math_basics.slope_and_bend neural_networks.playground
        neural_networks.threshold_neuron optimizers.adagrad_metric optimizers.momentum_modes
        optimizers.race optimizers.tuned_training preprocessing_and_sampling.order_race
        preprocessing_and_sampling.whitening_filters regularization.balls
        second_order_methods.bfgs_ellipse second_order_methods.two_models start_here.course_map
        structured_and_ranking_svm.shared_box subgradient_descent.clarke_point
        subgradient_descent.lasso_path subgradient_descent.many_starts
        subgradient_descent.step_rules svm_hinge.support_vectors training_a_network.confusion
        training_a_network.draw_a_digit
    """,
    (0, 1): """
        batchnorm.norm_grid convex_programs.largest_tin convexity.chord convexity.tangent
        math_basics.matrix_map math_basics.norm_ball svm_hinge.separating_lines
        svm_hinge.surrogates
    """,
    (0, 1, 2): """
        linear_classifiers.three_samples neural_networks.activations
        structured_and_ranking_svm.sum_and_max
    """,
    (0, 1, 2, 3): """
        logistic_regression.softmax_fields
    """,
    (0, 2): """
        regularization.weight_paths
    """,
    (1,): """
        backprop_gates.gate_rule linear_classifiers.difference_step
        logistic_regression.logistic_curve logistic_regression.two_distributions
        lr_schedules.constant_rates math_basics.projection start_here.ball
        stochastic_gradient_descent.staleness
    """,
    (1, 2): """
        convexity.curvature
    """,
}
#: Explorer → its axes.
ANSWERING = {name: axes for axes, names in CLICKED.items() for name in names.split()}
