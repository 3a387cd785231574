// The browser's half of LiveFigure: a canvas that shows the newest picture, tells the kernel where
// the pointer is, and plays a stack of frames by itself.

function element(tag, cls, attributes = {}) {
  const node = document.createElement(tag);
  node.className = cls;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

const darkPage = () => document.body.dataset.jpThemeLight === 'false';

function render({ model, el }) {
  const [width, height] = model.get('size');
  const canvas = element('canvas', 'course-canvas');
  canvas.style.aspectRatio = `${width} / ${height}`;
  canvas.style.width = `${width}px`;
  el.append(canvas);
  const shown = picture(canvas);
  let count = 0, base = null, change = null, root = null, gone = false;

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
    if (gone) return;
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

  const caption = element('div', 'course-caption');
  const spoken = speaker(() => model.get('playing'));
  const describe = () => {
    caption.textContent = model.get('caption');
    spoken.say(caption.textContent);
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
  const pointing = () => {
    const clicks = model.get('clicks');
    canvas.classList.toggle('course-clickable', clicks);
    // Where keys do nothing the Tab key does not stop, and where they do something they are ours.
    canvas.setAttribute('role', clicks ? 'application' : 'img');
    if (clicks) canvas.tabIndex = 0; else canvas.removeAttribute('tabindex');
  };
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
  const unzoom = onZoom(look);

  const stop = model.get('trains') ? trainer() : model.get('scrub_last') >= 0 ? player() : () => {};
  el.append(caption, spoken.node);

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
    };
    for (const what of ['playing', 'speed', 'said']) on(what, sync);
    sync();
    const calm = still().matches;
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
    const calm = still();
    let timer = null, waiting = false;

    const number = frame => model.get('scrub_numbers')[frame] ?? frame;
    const say = () => {
      label.textContent = `${model.get('scrub_label')} ${number(range.value)} of ${number(range.max)}`;
      range.setAttribute('aria-valuetext', label.textContent);
    };
    const icon = () => {
      play.textContent = timer ? '❚❚' : calm.matches ? '▶❙' : '▶';
      play.title = timer ? 'Pause' : calm.matches ? 'Forward' : 'Play';
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
    function leap(t) {  // for who asks for little motion: a twentieth of the run at each press
      show(t);
      tell({ scrub: t });
    }
    function advance() {
      if (!frames().length) return ask();
      const last = Number(range.max), t = Number(range.value);
      if (t >= last) return pause();
      show(t + 1);
    }
    play.addEventListener('click', () => {
      if (timer) return pause();
      const last = Number(range.max), t = Number(range.value);
      if (calm.matches) return leap(t < last ? Math.min(last, t + Math.ceil(last / 20)) : 0);
      if (t >= last) show(0);
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
    const calmed = () => (timer ? pause() : icon());
    calm.addEventListener('change', calmed);
    return () => { clearInterval(timer); calm.removeEventListener('change', calmed); };
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
  let leave = () => {}, forget = () => {};
  requestAnimationFrame(() => {
    hide();
    root = el.closest('.course-explorer') || el;
    root.addEventListener('keydown', keep);
    leave = arrange(root);
    forget = onGone(model, root, () => {
      gone = true;
      stop();
      bury(root);
    });
  });

  return () => {
    for (const [name, f] of listeners) model.off(`change:${name}`, f);
    themes.disconnect();
    unzoom();
    spoken.stop();
    forget();
    if (root) root.removeEventListener('keydown', keep);
    leave();
    stop();
  };
}

export default { render };
