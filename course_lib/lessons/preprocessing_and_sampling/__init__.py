"""Lesson of notebook 15: zero mean, scaling, whitening, and the order of the samples."""
