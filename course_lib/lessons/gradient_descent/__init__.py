"""The lesson of the notebook `gradient_descent`."""
