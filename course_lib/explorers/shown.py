"""What is to be seen of an explorer: in a cell, in a notebook's file, and on a page of its own."""

from __future__ import annotations

from base64 import b64encode
from contextlib import contextmanager

from course_lib.explorers.cells import show_in_cell
from course_lib.explorers.controls import Action, spell
from course_lib.plots.text import describe


class Shown:
    """The part of an `Explorer` that others look at; it moves nothing."""

    def __repr__(self) -> str:
        pairs = [
            f"{c.description} = {spell(c)}"
            for c in self.controls.values()
            if not isinstance(c, Action)
        ]
        if self.player:
            pairs.append(self.player.says(self.result, self.live.scrub))
        return f"[run this cell in JupyterLab to move: {'; '.join(pairs)}]"

    def text(self) -> str:
        """The picture in numbers, how far the controls go, the player's place and the caption."""
        lines = [describe(self.live.figure), *self.settings.reach()]
        if self.player:
            lines.append(f"player: {self.player.says(self.result, self._frame)}")
        if summary := getattr(self.result, "summary", ""):
            lines.append(f"caption: {summary}")
        return "\n".join(lines)

    def save_html(self, path, *, title=None, prompts=(), positions: int = 61, overwrite=False):
        """Save it as one HTML file that answers in any browser, without a kernel or a network.

        Every slider, choice and check box moves, with the others as they stand now, and the player
        plays; pictures, captions and spoken values are in the file, for light and dark pages where
        that is not too large. Moving one control puts the others back. What cannot move there
        (clicks, buttons, text boxes) is listed under the picture. A training is played from its
        start with the present values, as far as it has been trained or as its stored picture is.

        Parameters
        ----------
        path : str or pathlib.Path
            Ends in ``.html``, in a folder that exists. An earlier page of this kind is replaced,
            any other file only with ``overwrite=True``.
        title : str, optional
            The heading; made from the file's name if left out.
        prompts : list of str
            Questions that stand above the figure.
        positions : int
            How many a slider has at most, from 3 to 61: evenly spread, its ends and its present
            value among them. Fewer make a smaller file.
        overwrite : bool

        Returns
        -------
        pathlib.Path
            Where the file is; it is written at the end, whole or not at all.

        Raises
        ------
        TypeError, ValueError, FileNotFoundError, IsADirectoryError, FileExistsError
            ``path must end in .html, got 'car.txt'``

        Examples
        --------
        ``explorer.save_html("car_regression.html", prompts=["Where does it begin to blow up?"])``
        """
        from course_lib.explorers.saved_page import save_page  # what no first picture needs

        return save_page(self, path, title, prompts, positions, overwrite)

    @contextmanager
    def _as_stored(self):
        """With the frame for readers without a kernel, while the player stands where it rests."""
        frame = self.player and self.player.stored_frame(self.result)
        if frame is None or self.live.scrub != self.player.first(self.result):
            yield
            return
        with self.live.lock:
            self._show_frame(frame)
            try:
                yield
            finally:
                self._show_frame(self.live.scrub)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        show_in_cell(self)
        with self._as_stored():
            picture, text = b64encode(self.live.static_png()).decode(), self.text()
        display({"image/png": picture, "text/plain": text}, raw=True)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        mime = "application/vnd.jupyter.widget-view+json"
        display({mime: view, "text/plain": repr(self)}, raw=True)
