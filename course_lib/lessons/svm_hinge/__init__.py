"""The lesson of the notebook `svm_hinge`."""
