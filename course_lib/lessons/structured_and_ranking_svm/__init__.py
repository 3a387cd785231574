"""Notebook 11: margins between classes, between places in a ranking, between whole structures."""
