"""The player counts in the unit of the text, whatever the frames are."""

import pytest

from course_lib.explorers.player import Player

TENS = Player("step", last=lambda run: 40, at=lambda run, frame: 10 * frame)


def test_frames_count_themselves_without_a_unit_of_their_own():
    player = Player("epoch", last=lambda run: len(run) - 1)
    assert player.numbers("abcd") == []
    assert player.says("abcd", 2) == "epoch 2 of 3"
    assert [player.frame("abcd", t) for t in (0, 2, 3)] == [0, 2, 3]


def test_a_run_of_400_steps_in_40_frames_says_steps():
    assert TENS.says(None, 12) == "step 120 of 400"
    assert TENS.numbers(None)[:4] == [0, 10, 20, 30]
    assert TENS.frame(None, 120) == 12
    assert TENS.frame(None, 120.0) == 12


@pytest.mark.parametrize("t", [0, 10, 20, 390, 400])
def test_every_number_finds_its_frame(t):
    assert TENS.number(None, TENS.frame(None, t)) == t


@pytest.mark.parametrize(
    ("t", "message"),
    [
        (121, "t must be at a picture of this run, from step 0 to 400, got 121; "
              "nearest are 120 and 130"),
        (401, "t must be at a picture of this run, from step 0 to 400, got 401$"),
        (-10, "from step 0 to 400, got -10$"),
    ],
)  # fmt: skip
def test_a_number_between_the_frames_is_refused_with_its_neighbours(t, message):
    with pytest.raises(ValueError, match=message):
        TENS.frame(None, t)


def test_uneven_and_broken_numbers():
    at = (0, 0.5, 1 / 3 + 1, 100.0)
    player = Player("epoch", last=lambda run: 3, at=lambda run, frame: at[frame])
    assert player.numbers(None) == [0, 0.5, 1.333, 100]
    assert player.says(None, 2) == "epoch 1.333 of 100"
    assert player.frame(None, 1.333) == 2
    with pytest.raises(ValueError, match=r"nearest are 1\.333 and 100"):
        player.frame(None, 50)


def test_frames_of_rest_and_of_the_stored_picture_may_count_from_the_end():
    assert (TENS.first(None), TENS.stored_frame(None)) == (40, None)
    player = Player("step", last=lambda run: 8, start=2, stored=-2)
    assert (player.first(None), player.stored_frame(None)) == (2, 7)
