"""Optimization for machine learning: the library behind the course's notebooks.

Layers, lower ones never importing higher (a test keeps it so): ``checks``; ``functions``,
``schedules``, ``datasets``; ``convex``, ``optim``; ``experiments``; ``plots``; ``explorers``
and ``exercises``. matplotlib appears from ``plots`` up, ipywidgets only in the last layer.
"""

__version__ = "0.1.0"
