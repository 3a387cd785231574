"""Notebook 22: saddles, slices, flat and sharp minima, cliffs, paths between minima."""
