"""Whether an explorer's controls have room in a wide and in a narrow window, and have names."""

from __future__ import annotations

from tests.browser.explorer import ExplorerOnPage

WIDTHS = (1280, 900)  # of the window, in CSS pixels

CRAMPED = """root => {
  const panel = root.querySelector('.course-panel'), found = [];
  const box = node => node.getBoundingClientRect();
  const controls = [...root.querySelectorAll('.course-controls > *')];
  const name = c => (c.querySelector('label') || c).innerText.trim();
  const natural = select => {
    const copy = select.cloneNode(true);
    copy.style.cssText = 'position: absolute; width: auto; min-width: 0; max-width: none';
    select.parentNode.append(copy);
    const width = box(copy).width;
    copy.remove();
    return width;
  };
  for (const c of controls) {
    const track = c.querySelector('.slider-container'), select = c.querySelector('select');
    if (track && box(track).width < 180)
      found.push(`${name(c)}: a track of ${box(track).width} px`);
    if (select && box(select).width < natural(select) - 1)
      found.push(`${name(c)}: options cut off`);
    for (const text of c.querySelectorAll('.widget-label, .widget-label-basic, .widget-readout'))
      if (text.scrollWidth > text.clientWidth + 1) found.push(`${text.innerText}: cut off`);
    if (box(c).right > box(panel).right + 1) found.push(`${name(c)}: sticks out`);
  }
  const reset = controls.find(c => c.matches('.course-reset')), last = controls.at(-2);
  const alone = box(reset).top >= box(last).bottom;
  const room = box(panel).right - box(last).right - box(reset).width > 24;
  if (alone && room) found.push('Reset stands alone, with room beside the last control');
  return found;
}"""

UNSPOKEN = """root => [...root.querySelectorAll('.widget-slider')].filter(slider => {
  const handle = slider.querySelector('.noUi-handle');
  const text = css => slider.querySelector(css).innerText;
  return handle.getAttribute('aria-label') !== text('.widget-label')
    || handle.getAttribute('aria-valuetext') !== text('.widget-readout');
}).map(slider => `${slider.innerText}: a screen reader is told something else`)"""


def layout_complaints(explorers: list[ExplorerOnPage]) -> list[str]:
    """What has too little room at one of the `WIDTHS`, and sliders without name or value."""
    found = []
    for explorer in explorers:
        explorer.show()
        found += [f"{explorer}: {what}" for what in explorer.root.evaluate(UNSPOKEN)]
    for book in {e.book for e in explorers}:
        before = book.page.viewport_size
        for width in WIDTHS:
            book.resize(width, before["height"])
            for explorer in explorers:
                explorer.show()
                cramped = explorer.root.evaluate(CRAMPED)
                found += [f"{explorer}, window of {width} px: {what}" for what in cramped]
        book.resize(**before)
    return found
