"""The lesson of the notebook `start_here`."""
