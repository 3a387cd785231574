"""What the Makefile runs beside the package: the student edition and the launcher of JupyterLab."""
