"""The lesson of the notebook `learning_to_learn`."""
