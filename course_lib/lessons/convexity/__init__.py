"""The lesson of the notebook `convexity`."""
