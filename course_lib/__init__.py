"""Optimization for machine learning: the library behind the course's notebooks.

Layers, lower ones never importing higher (a test keeps it so): ``checks``; ``functions``,
``schedules``, ``datasets``; ``convex``, ``optim``, ``autodiff``; ``linear``, ``nn``; ``plots`` and
``exercises``; ``explorers``; ``lessons``. matplotlib appears from ``plots`` up, ipywidgets only in
``explorers`` and in what wires the lessons' figures.

Importing it, or any part of it, sets matrix products to one thread: see ``threads``.
"""

from course_lib.threads import one_thread

__version__ = "0.3.0"

one_thread()
