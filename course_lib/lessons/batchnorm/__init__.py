"""The lesson of the notebook `batchnorm`."""
