"""Notebook 10: what a penalty does to the weights, the fit and the training."""
