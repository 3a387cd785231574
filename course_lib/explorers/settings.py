"""Settings: the values that an explorer's experiment is asked for, and what happens to them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, contextmanager

from course_lib.explorers.controls import Action, accept, reach


class Settings:
    """The values of the controls and of the state, and how they change together.

    Parameters
    ----------
    controls, state, react, idle : mapping
        As in `Explorer`.
    """

    def __init__(self, controls: Mapping, state: Mapping, react: Mapping, idle: Mapping):
        self.controls, self.state = dict(controls), dict(state)
        self.react, self.idle = dict(react), dict(idle)
        if unknown := [name for name in idle if name not in controls]:
            raise ValueError(f"idle must name controls, got {', '.join(unknown)}")

    @property
    def values(self) -> dict:
        """Argument name → value, of the state and of the controls."""
        held = {n: _held(c) for n, c in self.controls.items() if not isinstance(c, Action)}
        return {**self.state, **held}

    def reach(self) -> list[str]:
        """A line for each control that holds a value: all that it can be set to."""
        return [
            f"control {control.description}: {reach(control)}"
            for control in self.controls.values()
            if not isinstance(control, Action)
        ]

    def assign(self, values: Mapping, check: bool = False) -> None:
        """Take these values and what reactions bring along; all or, after an error, none.

        With ``check`` a value that its control cannot take is refused; without, it is brought into
        the slider's range.
        """
        before = self.values
        try:
            # In the controls' order: the range of one may follow another.
            for name in [n for n in before if n in values]:
                value = values[name]
                if check and name in self.controls:
                    value = accept(name, self.controls[name], value)
                self._assign(name, value)
            for name in [n for n in self.react if n in values]:
                for other, value in (self.react[name](self.values) or {}).items():
                    if other not in values:
                        self._assign(other, value)
        except Exception:
            self.put_back(before)
            raise

    def put_back(self, values: Mapping) -> None:
        """Take these values as they are, without reactions."""
        for name, value in values.items():
            self._assign(name, value)

    def _assign(self, name: str, value) -> None:
        if name in self.controls:
            self.controls[name].value = value
        else:
            self.state[name] = value

    def grey_out(self) -> None:
        """Disable the controls that have no effect now, and enable the others that have a rule."""
        values = self.values
        for name, rule in self.idle.items():
            self.controls[name].disabled = bool(rule(values))

    @contextmanager
    def borrowed(self):
        """All values go back afterwards, and the page is told of none on the way."""
        before = self.values
        with ExitStack() as held:
            for control in self.controls.values():
                held.enter_context(control.hold_sync())
            try:
                yield
            finally:
                self.put_back(before)


def _held(control):
    """The control's value; of a slider's, the digits that the browser's rounding leaves alone."""
    value = control.value
    return float(f"{value:.10g}") if isinstance(value, float) else value
