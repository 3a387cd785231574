"""The machinery of live figures: an experiment, a view and controls make an `Explorer`.

The explorers themselves stand in `course_lib.lessons`, a folder for each notebook.
"""

from course_lib.explorers.explorer import Explorer, Player, Pointer
from course_lib.explorers.progress import ProgressDisplay
from course_lib.explorers.training import TrainingExplorer

__all__ = ["Explorer", "Player", "Pointer", "ProgressDisplay", "TrainingExplorer"]
