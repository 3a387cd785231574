"""The lesson of the notebook `logistic_regression`."""
