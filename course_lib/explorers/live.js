// The browser's half of LiveFigure: a canvas that shows the newest picture, tells the kernel where
// the pointer is, and plays a stack of frames by itself.

function element(tag, cls, attributes = {}) {
  const node = document.createElement(tag);
  node.className = cls;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

const darkPage = () => document.body.dataset.jpThemeLight === 'false';

// ---- what stands around the picture: columns, and names for screen readers ---------------------

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
    const handle = slider.querySelector('.noUi-handle'), off = slider.querySelector('.noUi-target[disabled]');
    set(handle, {
      'aria-label': slider.querySelector('.widget-label').textContent,
      'aria-valuetext': slider.querySelector('.widget-readout').textContent,
      'aria-disabled': String(Boolean(off)),
    });
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

function render({ model, el }) {
  const [width, height] = model.get('size');
  const canvas = element('canvas', 'course-canvas', { tabindex: 0, role: 'img' });
  canvas.style.aspectRatio = `${width} / ${height}`;
  canvas.style.width = `${width}px`;
  el.append(canvas);
  const shown = picture(canvas);
  let count = 0, base = null, change = null, root = null;

  function paint(code) {
    shown.show(wordsOf(code));
    canvas.dataset.frame = ++count;
  }

  // All that a message has set is there before the first listener is called.
  function update() {
    if (model.get('base') !== base) {
      base = model.get('base');
      shown.newBase(wordsOf(base));
      change = null;
    }
    if (model.get('change') === change) return;
    change = model.get('change');
    paint(change);
    const number = model.get('number');
    if (number > model.get('painted')) tell({ painted: number });  // the next may come
  }

  // model.set + save_changes, never model.send: ipywidgets keeps one message in flight and the
  // newest value wins, where custom messages would pile up in a drag.
  function tell(changes) {
    for (const [key, value] of Object.entries(changes)) model.set(key, value);
    model.save_changes();
  }

  const listeners = [];
  function on(name, f) {
    model.on(`change:${name}`, f);
    listeners.push([name, f]);
  }
  on('base', update);
  on('change', update);
  if (model.get('base').byteLength) update();

  const caption = element('div', 'course-caption', { role: 'status' });
  const describe = () => {
    caption.textContent = model.get('caption');
    caption.hidden = !model.get('captioned');
    canvas.setAttribute('aria-label', model.get('caption') || 'interactive figure');
  };
  on('caption', describe);
  on('captioned', describe);
  describe();

  // ---- the pointer, and the same by keyboard -------------------------------------------------
  let point = [width / 2, height / 2], moves = 0;
  const send = kind => tell({ pointer: [kind, ...point, ++moves] });
  function follow(event, kind) {
    const box = canvas.getBoundingClientRect();
    point = [(event.clientX - box.left) * width / box.width, (event.clientY - box.top) * height / box.height];
    send(kind);
  }
  canvas.addEventListener('pointerdown', event => {
    if (!model.get('clicks')) return;
    canvas.setPointerCapture(event.pointerId);
    follow(event, 'click');
  });
  canvas.addEventListener('pointermove', event => { if (event.buttons && model.get('clicks')) follow(event, 'drag'); });
  canvas.addEventListener('pointerup', event => { if (model.get('clicks')) follow(event, 'release'); });
  canvas.addEventListener('keydown', event => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step || !model.get('clicks')) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = model.get('focus').length ? model.get('focus') : point, size = event.shiftKey ? 20 : 5;
    point = [Math.min(width, Math.max(0, x + size * step[0])), Math.min(height, Math.max(0, y + size * step[1]))];
    send('key');
  });
  const pointing = () => canvas.classList.toggle('course-clickable', model.get('clicks'));
  on('clicks', pointing);
  pointing();

  // ---- the page's theme and sharpness --------------------------------------------------------
  const look = () => {
    const now = { dpr: Math.min(2, window.devicePixelRatio || 1), theme: darkPage() ? 'dark' : 'light' };
    if (now.dpr !== model.get('dpr') || now.theme !== model.get('theme')) tell(now);
  };
  const themes = new MutationObserver(look);
  themes.observe(document.body, { attributes: true, attributeFilter: ['data-jp-theme-light'] });
  look();

  const stop = model.get('trains') ? trainer() : model.get('scrub_last') >= 0 ? player() : () => {};
  el.append(caption);

  // ---- a training that the kernel computes while it plays ---------------------------------------
  function trainer() {
    const bar = element('div', 'course-player course-trainer');
    const button = (cls, text, title, what) => {
      const node = element('button', `course-button ${cls}`, { type: 'button', title, 'aria-label': title });
      node.textContent = text;
      node.addEventListener('click', () => ask(typeof what === 'function' ? what() : what));
      bar.append(node);
      return node;
    };
    const ask = what => tell({ asked: [...model.get('asked'), what] });
    const play = button('course-play', '', 'Play', () => (model.get('playing') ? 'pause' : 'play'));
    button('course-step', '▶❙', 'Single step', 'step');
    button('course-restart', '⟲', 'Restart with the same seed', 'restart');
    if (model.get('seeded')) button('course-seed', '⚄', 'Restart with another seed', 'seed');
    const speed = element('select', 'course-speed', { 'aria-label': 'Speed' });
    model.get('speeds').forEach((text, k) => speed.append(new Option(text, k)));
    speed.addEventListener('change', () => tell({ speed: Number(speed.value) }));
    const label = element('span', 'course-scrub-label');
    bar.append(speed, label);
    el.append(bar);
    const sync = () => {
      const playing = model.get('playing');
      play.textContent = playing ? '❚❚' : '▶';
      play.title = playing ? 'Pause' : 'Play';
      play.setAttribute('aria-label', play.title);
      speed.value = model.get('speed');
      label.textContent = model.get('said');
      // A line that changes twenty times a second is not to be read aloud.
      caption.setAttribute('aria-live', playing ? 'off' : 'polite');
    };
    for (const what of ['playing', 'speed', 'said']) on(what, sync);
    sync();
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (calm !== model.get('calm')) tell({ calm });
    // A cell that is closed or run again ends what it plays.
    return () => { if (model.get('playing')) ask('pause'); };
  }

  // ---- scrub and play: all frames come once, then no kernel is needed -------------------------
  function player() {
    const bar = element('div', 'course-player');
    const play = element('button', 'course-play', { type: 'button', title: 'Play', 'aria-label': 'Play' });
    const range = element('input', 'course-scrub', { type: 'range', min: 0, step: 1, 'aria-label': model.get('scrub_label') });
    const label = element('span', 'course-scrub-label');
    bar.append(play, range, label);
    el.append(bar);
    let timer = null, waiting = false;

    const number = frame => model.get('scrub_numbers')[frame] ?? frame;
    const say = () => {
      label.textContent = `${model.get('scrub_label')} ${number(range.value)} of ${number(range.max)}`;
      range.setAttribute('aria-valuetext', label.textContent);
    };
    const icon = () => {
      play.textContent = timer ? '❚❚' : '▶';
      play.title = timer ? 'Pause' : 'Play';
      play.setAttribute('aria-label', play.title);
    };
    const frames = () => model.get('frames');
    function ask() {  // the kernel draws the stack when a reader first reaches for it
      if (!frames().length && !waiting) { waiting = true; tell({ wanted: model.get('wanted') + 1 }); }
    }
    function show(t) {
      range.value = t;
      say();
      if (frames().length) paint(frames()[Math.min(t, frames().length - 1)]);
      else { ask(); tell({ scrub: t }); }
    }
    function pause() {
      clearInterval(timer);
      timer = null;
      icon();
      tell({ scrub: Number(range.value) });
    }
    function advance() {
      if (!frames().length) return ask();
      const last = Number(range.max), t = Number(range.value);
      if (t >= last) return pause();
      show(t + 1);
    }
    play.addEventListener('click', () => {
      if (timer) return pause();
      if (Number(range.value) >= Number(range.max)) show(0);
      ask();
      timer = setInterval(advance, Math.max(30, Math.min(250, 5000 / (Number(range.max) + 1))));
      icon();
    });
    range.addEventListener('input', () => show(Number(range.value)));
    range.addEventListener('change', () => tell({ scrub: Number(range.value) }));
    range.addEventListener('pointerenter', ask);
    range.addEventListener('focus', ask);
    const sync = () => {
      range.max = model.get('scrub_last');
      range.value = model.get('scrub');
      say();
    };
    on('scrub_last', sync);
    on('scrub', sync);
    on('scrub_numbers', sync);
    on('frames', () => { waiting = false; });
    sync();
    icon();
    return () => clearInterval(timer);
  }

  // ---- the stored picture of this cell, for readers without a kernel, makes room ---------------
  const hide = () => {
    const mine = el.closest('.jp-OutputArea-child');
    const before = mine && mine.previousElementSibling;
    if (before && before.querySelector('.jp-RenderedImage')) before.style.display = 'none';
  };
  hide();
  // JupyterLab's shortcuts (an arrow moves to the next cell, Enter edits it) would take these keys
  // from the focused control.
  const plain = /^(Arrow(Left|Right|Up|Down)|Home|End|PageUp|PageDown|Enter| )$/;
  const keep = event => {
    if (plain.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey && !(event.key === 'Enter' && event.shiftKey)) event.stopPropagation();
  };
  let leave = () => {};
  requestAnimationFrame(() => {
    hide();
    root = el.closest('.course-explorer') || el;
    root.addEventListener('keydown', keep);
    leave = arrange(root);
  });

  return () => {
    for (const [name, f] of listeners) model.off(`change:${name}`, f);
    themes.disconnect();
    if (root) root.removeEventListener('keydown', keep);
    leave();
    stop();
  };
}

export default { render };
