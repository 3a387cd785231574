"""The lesson of the notebook `backprop_gates`."""
