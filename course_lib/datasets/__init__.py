"""Real data and toy sets, each a frozen `Dataset`."""

from course_lib.datasets.dataset import Dataset
from course_lib.datasets.files import data_path
from course_lib.datasets.real import load_penguins, load_toyota_corolla

__all__ = ["Dataset", "data_path", "load_penguins", "load_toyota_corolla"]
