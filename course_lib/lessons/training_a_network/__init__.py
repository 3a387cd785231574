"""The lesson of the notebook `training_a_network`."""
