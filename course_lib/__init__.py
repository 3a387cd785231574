"""Optimization for machine learning: the library behind the course's notebooks.

Layers, lower ones never importing higher (a test keeps it so): ``checks``; ``functions``,
``schedules``, ``datasets``; ``convex``, ``optim``, ``autodiff``; ``linear``, ``nn``; ``plots`` and
``exercises``; ``explorers``; ``lessons``. matplotlib appears from ``plots`` up, ipywidgets only in
``explorers`` and in what wires the lessons' figures.
"""

__version__ = "0.1.0"
