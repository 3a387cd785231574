"""The lesson of the notebook `convex_programs`."""
