// The browser's half of LiveFigure: a canvas that shows what is on the screen (screen.js), tells the
// kernel where the pointer is and what a reader reaches for, and plays frames that it has.

function element(tag, cls, attributes = {}) {
  const node = document.createElement(tag);
  node.className = cls;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

const NEAR = ['pointerover', 'focusin', 'touchstart'];
const darkPage = () => document.body.dataset.jpThemeLight === 'false';

function render({ model, el, pictures }) {
  const [width, height] = model.get('size');
  const canvas = element('canvas', 'course-canvas');
  canvas.style.aspectRatio = `${width} / ${height}`;
  canvas.style.width = `${width}px`;
  el.append(canvas);
  const caption = element('div', 'course-caption');
  const own = picture(canvas);
  let count = 0, root = null, gone = false;
  let waiting = false, playing = false, attended = () => false;

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

  const spoken = speaker(() => model.get('playing'));
  const detach = pictures.attach({
    newBase: own.newBase,
    show(frame) {
      own.show(frame.words);
      caption.textContent = frame.caption;
      spoken.say(frame.caption);
      canvas.setAttribute('aria-label', frame.caption || 'interactive figure');
      canvas.dataset.frame = ++count;
      canvas.dataset.of = JSON.stringify(frame.of);
      waiting = false;
      const number = model.get('number');
      if (number > model.get('painted')) tell({ painted: number });  // the next may come
    },
    ahead: (here, coming) => Object.assign(canvas.dataset, { ahead: here, coming }),
    playing: () => playing,
    attended: () => playing || attended(),
  });
  const makeRoom = () => { caption.hidden = !model.get('captioned'); };
  on('captioned', makeRoom);
  makeRoom();

  // ---- the pointer, and the same by keyboard -------------------------------------------------
  let point = [width / 2, height / 2];
  // A release may overtake its press on the way to the kernel; so the last press is told as well.
  const send = kind => tell({
    press: kind === 'click' ? [model.get('press')[0] + 1, ...point] : model.get('press'),
    pointer: [kind, ...point, model.get('pointer')[3] + 1],
  });
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

  // ---- scrub and play: no kernel is needed where the frames are there --------------------------
  function player() {
    const bar = element('div', 'course-player');
    const play = element('button', 'course-play', { type: 'button', title: 'Play', 'aria-label': 'Play' });
    const range = element('input', 'course-scrub', { type: 'range', min: 0, step: 1, 'aria-label': model.get('scrub_label') });
    const label = element('span', 'course-scrub-label');
    bar.append(play, range, label);
    el.append(bar);
    const calm = still();
    let due = 0, late = null;

    const number = frame => model.get('scrub_numbers')[frame] ?? frame;
    const say = () => {
      label.textContent = `${model.get('scrub_label')} ${number(range.value)} of ${number(range.max)}`;
      range.setAttribute('aria-valuetext', label.textContent);
    };
    const icon = () => {
      play.textContent = playing ? '❚❚' : calm.matches ? '▶❙' : '▶';
      play.title = playing ? 'Pause' : calm.matches ? 'Forward' : 'Play';
      play.setAttribute('aria-label', play.title);
    };
    const reach = () => pictures.reach(PLAYER);
    function show(t) {
      range.value = t;
      say();
      if (pictures.go(t)) return;
      waiting = true;
      reach();
      tell({ scrub: t });
    }
    function pause() {
      playing = false;
      icon();
      tell({ scrub: Number(range.value) });
    }
    function leap(t) {  // for who asks for little motion: a twentieth of the run at each press
      show(t);
      tell({ scrub: t });
    }
    // A whole run takes five seconds, where that is no more than a picture for each of the screen's.
    const between = () => Math.max(1000 / 60, Math.min(250, 5000 / (Number(range.max) + 1)));
    function advance(now) {
      if (!playing) return;
      requestAnimationFrame(advance);
      const t = Number(range.value);
      if (now < due - 4) return;  // frames come a little early or late
      if (t >= Number(range.max)) return pause();
      if (!pictures.has(t + 1)) {
        reach();
        late = late ?? now + 500;  // the kernel may be busy with a cell: then one by one
        if (now < late && (waiting || pictures.expects())) return;
      }
      late = null;
      due = Math.max(due, now - between()) + between();
      show(t + 1);
    }
    play.addEventListener('click', () => {
      if (playing) return pause();
      const last = Number(range.max), t = Number(range.value);
      if (calm.matches) return leap(t < last ? Math.min(last, t + Math.ceil(last / 20)) : 0);
      playing = true;
      icon();
      if (Number(range.value) >= Number(range.max)) show(0);
      reach();
      due = late = null;
      requestAnimationFrame(advance);
    });
    range.addEventListener('input', () => show(Number(range.value)));
    range.addEventListener('change', () => tell({ scrub: Number(range.value) }));
    attended = () => bar.matches(':hover, :focus-within');
    for (const kind of NEAR) bar.addEventListener(kind, reach, { passive: true });
    const sync = () => {
      range.max = model.get('scrub_last');
      range.value = model.get('scrub');
      say();
    };
    on('scrub_last', sync);
    on('scrub', sync);
    on('scrub_numbers', sync);
    sync();
    icon();
    const calmed = () => (playing ? pause() : icon());
    calm.addEventListener('change', calmed);
    return () => { playing = false; calm.removeEventListener('change', calmed); };
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
  // Whoever reaches for a slider finds it drawn.
  const near = ({ target }) => {
    const box = target.closest('.widget-slider');
    if (box) pictures.near(box);
  };
  let leave = () => {}, forget = () => {}, begun = 0;
  // The page puts it into its box some time after this, at times after its next frame.
  const begin = () => {
    root = el.closest('.course-explorer') || (el.isConnected && el);
    if (!root) {
      begun = requestAnimationFrame(begin);
      return;
    }
    hide();
    root.addEventListener('keydown', keep);
    for (const kind of NEAR) root.addEventListener(kind, near, { passive: true });
    leave = arrange(root);
    forget = onGone(model, root, () => {
      gone = true;
      stop();
      bury(root);
    });
  };
  begun = requestAnimationFrame(begin);

  return () => {
    cancelAnimationFrame(begun);
    for (const [name, f] of listeners) model.off(`change:${name}`, f);
    themes.disconnect();
    unzoom();
    spoken.stop();
    forget();
    if (root) root.removeEventListener('keydown', keep);
    for (const kind of root ? NEAR : []) root.removeEventListener(kind, near);
    detach();
    leave();
    stop();
  };
}

// One for each model, whatever the number of its views.
export default () => {
  let pictures = null;
  return {
    initialize({ model }) {
      pictures = screen(model);
      return pictures.stop;
    },
    render: ({ model, el }) => render({ model, el, pictures }),
  };
};
