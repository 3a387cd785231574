"""The look for controls that are greyed out though they answer, or the reverse, finds both."""

from tests.explorers.idle import complaints
from tests.explorers.toy import ToyView, toy, toy_explorer


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


def test_what_the_picture_alone_tells_is_told_once(monkeypatch):
    """No number says how wide the line is; beside the same greyed out controls it is drawn once."""
    wide = []

    def experiment(*, height, kind, start):
        wide.append(1 + height)
        return toy(kind=kind)

    def update(self, run):
        plain(self, run)
        self.line.set_linewidth(wide[-1])

    plain = ToyView.update
    monkeypatch.setattr(ToyView, "update", update)
    told = complaints(toy_explorer(experiment=experiment, idle=dict(height=lambda values: True)))
    assert [line for line in told if "height" in line] == [
        "height at first is greyed out and has an effect"
    ]
