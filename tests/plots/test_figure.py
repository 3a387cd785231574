"""Figures in cells: one PNG, one text form, no pyplot, the course's style."""

import io

import matplotlib as mpl
import numpy as np
from PIL import Image

from course_lib.plots import describe, subplots


def test_a_cell_shows_a_picture_and_its_numbers():
    figure, ax = subplots(size=(4, 3))
    ax.plot([0, 1])
    bundle, metadata = figure._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain"}
    assert bundle["text/plain"] == describe(figure)
    shown = metadata["image/png"]
    assert (shown["width"], shown["height"]) == (400, 300)
    assert Image.open(io.BytesIO(bundle["image/png"])).size == (600, 450)  # sharp on fine screens


def test_only_photographs_keep_their_colours_on_a_dark_page():
    for photo in (False, True):
        _, metadata = subplots(photo=photo)[0]._repr_mimebundle_()
        assert ("needs_background" in metadata) is not photo


def test_the_same_figure_gives_the_same_bytes():
    def picture():
        figure, ax = subplots()
        ax.plot(np.sin(np.arange(9)))
        return figure.png()

    assert picture() == picture()
    assert b"matplotlib" not in picture().lower()


def test_it_has_the_style_without_touching_the_readers():
    before = dict(mpl.rcParams)
    _, axes = subplots(2, 3, sharex=True)
    assert axes.shape == (2, 3)
    assert not axes[0, 0].spines["top"].get_visible()
    assert dict(mpl.rcParams) == before


def test_pyplot_knows_nothing_of_it():
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    subplots()
    assert plt.get_fignums() == before
