"""The lesson of the notebook `lr_schedules`."""
