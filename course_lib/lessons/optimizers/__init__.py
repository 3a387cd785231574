"""The lesson of the notebook `optimizers`."""
