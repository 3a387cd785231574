"""The lesson of the notebook `math_basics`."""
