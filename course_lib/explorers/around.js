// What stands around the picture: columns, names for screen readers, what is said aloud, and what
// becomes of a figure whose kernel is gone. The page's half of LiveFigure, live.js, uses it.

const BESIDE_LABEL = 14 + 190 + 14 + 58;  // gap, track, gap, number: as in live.css
const LABELS = '.course-controls > .widget-inline-hbox > .widget-label';

// Labels of one width put the tracks under each other; but not at the price of another row.
function align(panel) {
  const labels = [...panel.querySelectorAll(LABELS)].filter(label => label.offsetParent);
  const columns = (row, label, slot) => {
    row.style.setProperty('--course-label', `${label}px`);
    row.style.setProperty('--course-slot', `${slot}px`);
  };
  const rows = [...panel.querySelectorAll('.course-controls')];
  for (const row of rows) columns(row, 0, 0);
  const widest = Math.max(0, ...labels.map(label => Math.ceil(label.getBoundingClientRect().width)));
  for (const row of rows) {
    const height = row.offsetHeight;
    columns(row, widest, widest + BESIDE_LABEL);
    if (row.offsetHeight > height) columns(row, 0, 0);
  }
}

function name(root) {
  const set = (node, attributes) => {
    for (const [key, value] of Object.entries(attributes)) {
      if (node && node.getAttribute(key) !== value) node.setAttribute(key, value);
    }
  };
  for (const slider of root.querySelectorAll('.widget-slider')) {
    const off = slider.querySelector('.noUi-target[disabled]'), number = slider.querySelector('.widget-readout');
    const label = slider.querySelector('.widget-label').textContent;
    set(slider.querySelector('.noUi-handle'), {
      'aria-label': label,
      'aria-valuetext': number.textContent,
      'aria-disabled': String(Boolean(off)),
    });
    set(number, { role: 'textbox', 'aria-label': `${label}, typed` });
  }
  for (const group of root.querySelectorAll('.course-group')) {
    set(group, { role: 'group', 'aria-label': group.querySelector('.course-group-title').textContent });
  }
  set(root.querySelector('.course-error'), { role: 'alert' });
}

function arrange(root) {
  const panel = root.querySelector('.course-panel');
  if (!panel) return () => {};
  const sizes = new ResizeObserver(() => align(panel));
  const changes = new MutationObserver(seen => {
    name(root);
    if (seen.some(({ type, target }) => type === 'childList' && !target.closest('.widget-readout, .slider'))) align(panel);
  });
  const watched = { subtree: true, childList: true, characterData: true, attributeFilter: ['aria-valuetext', 'disabled'] };
  sizes.observe(panel);
  changes.observe(panel, watched);
  name(root);
  return () => { sizes.disconnect(); changes.disconnect(); };
}

// ---- said aloud --------------------------------------------------------------------------------

const REST = 700;  // ms

// A line that changes at every tick of a drag is not to be read at every tick: it is said once it
// has rested, and not while `busy`. It is said by a node that nobody sees; cleared with the next
// change, it is not found beside the line itself for long.
function speaker(busy) {
  const node = element('div', 'course-said', { role: 'status' });
  let timer = null, last = null;
  function say(text) {
    clearTimeout(timer);
    last ??= text;  // the first line is there to be read, like all else on the page
    node.textContent = '';
    const rest = () => {
      if (busy()) timer = setTimeout(rest, REST);
      else if (text !== last) node.textContent = last = text;
    };
    timer = setTimeout(rest, REST);
  }
  return { node, say, stop: () => clearTimeout(timer) };
}

// ---- what the reader has asked of all pages ----------------------------------------------------

const still = () => window.matchMedia('(prefers-reduced-motion: reduce)');

// Calls back after every change of the page's scale: a query is true for one scale only.
function onZoom(call) {
  let query = null;
  const changed = () => { arm(); call(); };
  const disarm = () => query && query.removeEventListener('change', changed);
  const arm = () => {
    disarm();
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener('change', changed);
  };
  arm();
  return disarm;
}

// ---- a kernel that is gone ---------------------------------------------------------------------

const GONE = 'The kernel that drew this figure is gone. Run this cell again.';
const ENDS = ['restarting', 'autorestarting', 'terminating', 'dead'];

// Calls back once when the kernel is restarted, stopped or dead: another one does not know of this
// figure. JupyterLab tells of a kernel's state, and parts with one that its reader shuts down without
// another word; others mark the widgets that have lost theirs.
function onGone(model, root, call) {
  const kernel = model.widget_manager && model.widget_manager.kernel;
  const marks = new MutationObserver(() => { if (root.matches('.jupyter-widgets-disconnected')) end(); });
  const heard = (_, state) => { if (ENDS.includes(state)) end(); };
  const forget = () => {
    marks.disconnect();
    if (!kernel) return;
    kernel.statusChanged.disconnect(heard);
    kernel.disposed?.disconnect(end);
  };
  const end = () => { forget(); call(); };
  marks.observe(root, { attributeFilter: ['class'] });
  if (kernel) {
    kernel.statusChanged.connect(heard);
    kernel.disposed?.connect(end);
  }
  return forget;
}

// Grey, out of the way of the Tab key, and with the reason in a line.
function bury(root) {
  root.classList.add('course-gone');
  for (const part of root.children) part.inert = true;
  const notice = element('div', 'course-notice', { role: 'alert' });
  root.append(notice);
  notice.textContent = GONE;  // in a node that is there already: else it is not read aloud
}
