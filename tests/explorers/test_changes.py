"""Pictures coded as what differs from another one, or from the row above."""

import numpy as np
import pytest

from course_lib.explorers.changes import CHANGE, WHOLE, decode, encode, encode_change, encode_whole

INK, PAPER = 0xFF0072B2, 0xFFFFFFFF


def picture(rows) -> np.ndarray:
    words = np.array(rows, "<u4")
    return words.view(np.uint8).reshape(*words.shape, 4)


def words(code: bytes) -> list[int]:
    return np.frombuffer(code, "<u4").tolist()


def some_pictures():
    """Paper, noise, and paper with ink at its end and across the end of a row."""
    rng = np.random.default_rng(0)
    paper = picture(np.full((5, 7), PAPER))
    noise = rng.integers(0, 256, (5, 7, 4), dtype=np.uint8)
    marked = paper.copy()
    marked.reshape(-1, 4)[[1, 6, 7, 8, 20, -1]] = [0, 114, 178, 255]
    return [paper, noise, marked, np.zeros_like(paper)]


def test_a_change_is_its_runs():
    base = picture([[PAPER] * 3] * 2)
    new = picture([[INK, PAPER, INK], [INK, PAPER, PAPER]])
    code = encode_change(new, base)
    assert words(code) == [CHANGE, 3, 2, 2, 0, 2, 1, 2, INK, INK, INK], "over the end of a row"
    assert words(encode_change(base, base)) == [CHANGE, 3, 2, 0]


def test_a_whole_picture_is_what_differs_from_the_row_above():
    new = picture([[PAPER] * 3, [PAPER] * 3, [PAPER, INK, PAPER]])
    assert words(encode_whole(new)) == [WHOLE, 3, 3, 2, 0, 7, 3, 1, PAPER, PAPER, PAPER, INK]


def test_every_picture_comes_back_from_every_other():
    for base in some_pictures():
        for new in some_pictures():
            assert np.array_equal(decode(encode_change(new, base), base), new)
            assert np.array_equal(decode(encode_whole(new)), new)
            assert np.array_equal(decode(encode(new, base), base), new)


def test_the_base_is_not_written_on():
    paper, noise, *_ = some_pictures()
    decode(encode_change(noise, paper), paper)
    assert np.array_equal(paper, some_pictures()[0])


def test_the_shorter_code_is_taken():
    paper, noise, marked, _ = some_pictures()
    assert words(encode(marked, paper))[0] == CHANGE
    assert words(encode(paper, noise))[0] == WHOLE
    assert words(encode(paper, noise, enough=1000))[0] == CHANGE, "good enough"
    assert words(encode(paper, None))[0] == words(encode(paper, noise[1:]))[0] == WHOLE


def test_a_change_needs_the_picture_that_it_was_made_for():
    paper, noise, *_ = some_pictures()
    code = encode_change(noise, paper)
    for other, got in ((None, "None"), (paper[1:], r"\(4, 7\)")):
        with pytest.raises(ValueError, match=rf"base must be the \(5, 7\) pixels .* got {got}"):
            decode(code, other)
