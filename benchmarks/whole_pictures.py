"""A figure that sends every picture whole: what changed pixels and drawing ahead are measured with.

Each update is a PNG of all pixels, which the page decodes with ``createImageBitmap``; the line
under the picture is a message of its own, and the kernel says of every tick that it is busy.
"""

from __future__ import annotations

import traitlets as tr

from course_lib.explorers import Explorer, cells
from course_lib.explorers.live import LiveFigure, encode_png

ESM = """
function render({ model, el }) {
  const [width, height] = model.get('size');
  const canvas = document.createElement('canvas'), caption = document.createElement('div');
  canvas.className = 'course-canvas';
  canvas.style.aspectRatio = `${width} / ${height}`;
  canvas.style.width = `${width}px`;
  caption.className = 'course-caption';
  el.append(canvas, caption);
  const pen = canvas.getContext('2d');
  let asked = 0, shown = 0;
  async function paint() {
    const id = asked += 1;
    const image = await createImageBitmap(new Blob([model.get('png')], { type: 'image/png' }));
    if (id > shown) {  // a picture decoded late must not replace a newer one
      shown = id;
      if (canvas.width !== image.width || canvas.height !== image.height) {
        canvas.width = image.width;
        canvas.height = image.height;
      }
      pen.drawImage(image, 0, 0);
      canvas.dataset.frame = shown;
    }
    image.close();
  }
  model.on('change:png', paint);
  model.on('msg:custom', ({ line }) => { caption.textContent = line; });
  paint();
  // JupyterLab's shortcuts would take the arrow keys.
  const keep = () => {
    const root = el.closest('.course-explorer');
    if (root) root.addEventListener('keydown', event => event.stopPropagation());
    else requestAnimationFrame(keep);
  };
  requestAnimationFrame(keep);
}
export default { render };
"""


class WholePictures(LiveFigure):
    """A `LiveFigure` that sends all of every picture."""

    _esm = ESM
    png = tr.Bytes(b"").tag(sync=True)

    def _put(self, rgba, caption: str) -> None:
        self.send({"line": caption})
        self.caption, self.png = caption, encode_png(rgba)

    @property
    def frame(self) -> bytes:
        """The picture that is shown."""
        return self.png


def use_whole_pictures() -> None:
    """Explorers that are made from now on in this process send whole pictures, none ahead."""
    Explorer.figure_class, Explorer.draws_ahead = WholePictures, False
    cells.tell_late = lambda kernel: None
