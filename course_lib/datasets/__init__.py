"""Real data and toy sets, each a frozen `Dataset`; splitting and standardizing."""

from course_lib.datasets.dataset import Dataset
from course_lib.datasets.emoji import load_emoji
from course_lib.datasets.files import data_path
from course_lib.datasets.images import load_fashion_mnist, load_mnist
from course_lib.datasets.photos import PHOTOS, cut_patches, load_photos
from course_lib.datasets.preprocess import Standardizer, standardize, train_test_split
from course_lib.datasets.real import load_penguins, load_toyota_corolla
from course_lib.datasets.structured import (
    MODES,
    ZOO_CLASSES,
    ZOO_TRAITS,
    load_modechoice,
    load_zoo,
    zoo_names,
)
from course_lib.datasets.tabular import load_breast_cancer, load_heart, load_spambase
from course_lib.datasets.toy import make_blobs, make_circles, make_moons, make_spirals, make_xor

__all__ = [
    "MODES",
    "PHOTOS",
    "ZOO_CLASSES",
    "ZOO_TRAITS",
    "Dataset",
    "Standardizer",
    "cut_patches",
    "data_path",
    "load_breast_cancer",
    "load_emoji",
    "load_fashion_mnist",
    "load_heart",
    "load_mnist",
    "load_modechoice",
    "load_penguins",
    "load_photos",
    "load_spambase",
    "load_toyota_corolla",
    "load_zoo",
    "make_blobs",
    "make_circles",
    "make_moons",
    "make_spirals",
    "make_xor",
    "standardize",
    "train_test_split",
    "zoo_names",
]
