"""The lesson of the notebook `initialization`."""
