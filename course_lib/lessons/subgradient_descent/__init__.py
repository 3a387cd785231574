"""The lesson of the notebook `subgradient_descent`."""
