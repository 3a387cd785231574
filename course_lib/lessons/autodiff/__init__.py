"""Notebook 14: automatic derivatives in both modes, their cost, and static graphs."""
