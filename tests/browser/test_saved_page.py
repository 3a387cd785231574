"""A saved page, opened from the disk: keys move it, and its pixels are the kernel's."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from course_lib.explorers.tracks import chosen, ticks
from course_lib.lessons.gradient_descent import explorers

pytestmark = pytest.mark.browser

POSITIONS = 12
PAPER = "rgb(22, 25, 31)"  # of the figure on a dark page


class PageOfItsOwn:
    """A saved page in a browser, and all that it asked for or complained of."""

    def __init__(self, lab, path):
        self.page, self.seen = lab.context.new_page(), []
        self.page.on("pageerror", lambda error: self.seen.append(f"page: {error}"))
        self.page.on("console", lambda message: self.seen.append(f"console: {message.text}"))
        self.page.on("request", lambda request: self.seen.append(request.url))
        self.address = path.as_uri()
        self.page.goto(self.address)

    def ready(self, theme):
        self.page.wait_for_selector(f"canvas[data-ready={theme}]")

    def press(self, name, *keys):
        for key in keys:
            self.page.press(f"#control-{name}", key)

    def shown(self) -> np.ndarray:
        url = self.page.evaluate("() => document.getElementById('picture').toDataURL()")
        return np.asarray(Image.open(BytesIO(b64decode(url.split(",")[1]))))

    def caption(self) -> str:
        return self.page.inner_text("#caption")

    def spoken(self, name) -> str:
        return self.page.get_attribute(f"#control-{name}", "aria-valuetext")


def test_keys_move_a_saved_page_without_a_kernel(lab, tmp_path):
    explorer = explorers.car_regression()
    explorer.set(t=7)
    rates = chosen(ticks(explorer.controls["lr"]), explorer.values["lr"], POSITIONS)
    at = rates.index(explorer.values["lr"])
    path = explorer.save_html(tmp_path / "car.html", positions=POSITIONS)
    saved = PageOfItsOwn(lab, path)

    def is_as_in_the_kernel(**values):
        explorer.set(**values)
        explorer.live.redraw()
        assert np.array_equal(saved.shown(), np.asarray(explorer.live._canvas.buffer_rgba()))
        assert saved.caption() == explorer.result.summary
        explorer.reset()
        explorer.set(t=7)

    saved.page.emulate_media(color_scheme="light")
    saved.ready("light")
    is_as_in_the_kernel()
    saved.press("lr", "ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowLeft")
    assert float(saved.spoken("lr")) == pytest.approx(rates[at - 2], rel=0.01)
    is_as_in_the_kernel(lr=rates[at - 2])
    saved.press("lr", "Home")
    is_as_in_the_kernel(lr=rates[0])
    saved.press("t", "End")  # another control: the slider goes back
    assert (saved.spoken("t"), saved.spoken("lr")) == ("step 60 of 60", "0.500")
    assert saved.page.input_value("#control-lr") == str(at)
    is_as_in_the_kernel(t=60)
    saved.page.emulate_media(color_scheme="dark")
    saved.ready("dark")
    explorer.live.theme = "dark"
    is_as_in_the_kernel(t=60)
    assert saved.page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER
    saved.page.select_option("#control-unit", "km")
    is_as_in_the_kernel(unit="km")
    assert saved.page.inner_text("#reading-lr") == "0.000000000120"
    saved.press("exact", "Space")
    is_as_in_the_kernel(exact=True)
    saved.page.click("#reset")
    is_as_in_the_kernel()
    saved.page.focus("#play")
    saved.page.keyboard.press("Enter")
    saved.page.wait_for_selector("canvas[data-shown='dark t 11']")
    saved.page.wait_for_selector("#play[aria-label=Play]")
    is_as_in_the_kernel(t=60)
    assert saved.seen == [saved.address], "no other request, nothing on the console"
    saved.page.close()
