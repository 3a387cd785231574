"""The lesson of the notebook `dropout_and_augmentation`."""
