"""The look for controls that are greyed out though they answer, or the reverse, finds both."""

from tests.explorers.idle import complaints
from tests.explorers.toy import toy, toy_explorer


def test_both_kinds_of_lies_are_told():
    told = complaints(
        toy_explorer(
            experiment=lambda height, **others: toy(height=min(height, 3.0), **others),
            idle=dict(height=lambda values: values["kind"] == "wide"),
        )
    )
    assert told == [
        "nothing at first has no effect and is not greyed out",
        "height with kind = 'wide' is greyed out and has an effect",
        "nothing with kind = 'wide' has no effect and is not greyed out",
    ]
