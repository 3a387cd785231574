"""Notebook 07: nearest neighbours, linear classifiers, two losses, the way to the gradient."""
