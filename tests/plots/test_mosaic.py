"""Pictures beside one another, the first one at the top left."""

import numpy as np

from course_lib.plots import mosaic as P


def test_a_mosaic_has_its_first_row_at_the_top():
    tiles = [np.full(4, v) for v in (1.0, 2.0, 3.0)]
    whole = P.mosaic(tiles, 2)
    unit = P.ZOOM * (2 + P.GAP)
    assert whole.shape == (2 * unit - P.ZOOM * P.GAP, 2 * unit - P.ZOOM * P.GAP)
    assert (whole[-1, 0], whole[-1, -1], whole[0, 0], whole[0, -1]) == (1, 2, 3, 0)
    taller = P.mosaic(tiles, 2, below=7)
    assert len(taller) == P.ZOOM * (2 + 7 + 2)
    assert taller[P.ZOOM * 2 : P.ZOOM * 9].max() == 0
