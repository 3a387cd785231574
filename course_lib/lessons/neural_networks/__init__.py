"""The lesson of the notebook `neural_networks`."""
