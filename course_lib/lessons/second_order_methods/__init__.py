"""Notebook 21: Newton's method, BFGS, L-BFGS and Gauss–Newton."""
