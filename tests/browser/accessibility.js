// What of a page axe-core is to look at, and what it cannot tell: the stops of the Tab key.
// Loaded into a page at the end of its tests, for what `alone` removes does not come back.

window.access = (() => {
  const ROOT = '.jp-Notebook .course-explorer';

  // axe takes what is scrolled out of JupyterLab's panes for hidden and says nothing about its
  // colours; and among all the other cells of a page it takes ten seconds.
  const ALONE = `html :has(.course-explorer) {
      display: block !important; position: static !important; overflow: visible !important;
      width: auto !important; height: auto !important; contain: none !important;
    }
    .course-explorer select { background-image: none !important }  /* the arrow, which is no text */`;

  function alone() {
    const roots = [...document.querySelectorAll(ROOT)], around = new Set();
    for (const root of roots)
      for (let node = root.parentElement; node; node = node.parentElement) around.add(node);
    for (const node of around)
      for (const child of [...node.children])
        if (!around.has(child) && !child.matches(`head, style, link, script, ${ROOT}`)) child.remove();
    const style = document.createElement('style');
    style.textContent = ALONE;
    document.head.append(style);
    // Nobody hears of the focus that `stops` moves: a scrub bar would ask for its whole stack.
    for (const type of ['focus', 'focusin', 'blur', 'focusout'])
      window.addEventListener(type, event => event.stopImmediatePropagation(), true);
  }

  // Of ⚄ axe does not know whether it is a text; it has the colours of the words beside it.
  const glyph = node => node.any.some(({ data }) => data && data.messageKey === 'nonBmp');

  // Each finding in a line, and of how many texts the contrast is known.
  async function findings(options) {
    const seen = await axe.run({ include: [['.course-explorer']] }, options);
    // A slider's touch area is larger than its handle: of that size `stops` is the judge.
    const unsure = seen.incomplete.filter(({ id }) => id !== 'target-size');
    const lines = [...seen.violations, ...unsure]
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.filter(node => !glyph(node)).map(({ html, failureSummary }) =>
        `${id}: ${html.slice(0, 160)} ${failureSummary.replace(/\s+/g, ' ')}`));
    const judged = seen.passes.filter(({ id }) => id === 'color-contrast');
    return [lines, judged.reduce((sum, { nodes }) => sum + nodes.length, 0)];
  }

  // What is behind a node: the next colour outwards that covers.
  function paper(node) {
    const colour = getComputedStyle(node).backgroundColor;
    return /^rgb\(/.test(colour) || !node.parentElement ? colour : paper(node.parentElement);
  }

  // Where the Tab key stops: what it is called, its outline when it has the focus and what that
  // stands out from, and the smaller side of what a finger has to hit.
  function stops(root) {
    const nodes = root.querySelectorAll('button, select, input, [tabindex="0"], [contenteditable=true]');
    return [...nodes].filter(node => node.offsetParent && !node.disabled).map(node => {
      node.focus({ focusVisible: true });
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node);
      const hit = (node.type === 'checkbox' && node.closest('label')) || node.querySelector('.noUi-touch-area') || node;
      const { width, height } = hit.getBoundingClientRect();
      const name = node.getAttribute('aria-label') || node.innerText.split('\n')[0];
      const result = {
        name: `${node.localName} ${name.trim()}`, size: Math.min(width, height),
        line: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth), colour: outlineColor, paper: paper(root),
      };
      node.blur();
      return result;
    });
  }

  return { alone, findings, stops };
})();
