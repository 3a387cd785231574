// What is on the screen of a figure, in all of its views: pictures of the kernel, and those that it
// has drawn ahead of one slider or of the player (ahead.py), shown in the task of the key.

const PLAYER = '';

// A slider's value with the digits that the experiment gets.
const tenDigits = value => Number(Number(value).toPrecision(10));

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint32Array(await new Response(stream).arrayBuffer());
}

function screen(model) {
  const views = new Set(), sliders = {}, offs = [];
  let base = null, shown = null, painted = -1;
  // Of what is drawn ahead: whose it is, its pictures by position (null: on the way), the positions
  // moved to since the one on the screen, and how many more the kernel could draw.
  let serial = -1, track = null, frames = new Map(), trail = [], rest = 0, held = {};
  let scrub = null, at = 0, asked = null, drawing = false, early = [];
  const boxes = {};  // a slider's node, once it has been reached for

  function tell(changes) {
    for (const [key, value] of Object.entries(changes)) model.set(key, value);
    model.save_changes();
  }

  function show(frame, ahead = []) {
    trail = ahead;
    if (frame === shown) return;
    shown = frame;
    for (const view of views) view.show(frame);
  }

  // What a view tells of it: how many pictures drawn ahead are here, and how many on the way.
  function count() {
    const here = [...frames.values()].filter(Boolean).length;
    for (const view of views) view.ahead(here, frames.size - here);
  }

  const stands = name => (name === PLAYER ? at : tenDigits(sliders[name].get('value')));
  const isHere = name => name === PLAYER || name in sliders;
  // The kernel may not have heard yet where another slider stands.
  const fits = () => Object.entries(held).every(([name, value]) => isHere(name) && stands(name) === value);

  // ---- the kernel's pictures: what a message sets is all there when the first listener is called --

  function update() {
    const [theirs, name, key, number, how, others] = model.get('stamp');
    if (!model.get('base').byteLength) return;
    if (model.get('base') !== base) {
      base = model.get('base');
      for (const view of views) view.newBase(wordsOf(base));
    }
    if (model.get('scrub') !== scrub) at = scrub = model.get('scrub');
    const anew = theirs !== serial;
    if (anew) {
      drawing = name !== null && name === asked;
      [serial, track, held, frames, trail, rest, asked] = [theirs, name, others, new Map(), [], 0, null];
      count();
      for (const [note, buffers] of early.splice(0)) arrived(note, buffers);
    }
    if (!anew && number === painted) return;
    const sent = how === 'known' ? null : { words: wordsOf(model.get('change')), caption: model.get('caption'), of: [name, key, number] };
    if (how === 'keep') frames.set(key, sent);
    if (number === painted) return;  // only the reader has reached for something
    painted = number;
    const place = trail.indexOf(key);
    // On the way to where it stands now the page may be further than the kernel.
    if (!anew && track !== null && isHere(track) && key !== stands(track) && place < 0) return;
    const frame = sent || frames.get(key);
    if (frame) show(frame, trail.slice(place + 1));
    else if (!frames.has(key)) tell({ missing: model.get('missing') + 1 });
    else if (!trail.length) trail.push(key);  // it is on the way
  }

  async function arrived(note, buffers) {
    if (note.ahead > serial) early.push([note, buffers]);
    if (note.ahead !== serial) return;
    const mine = frames;
    if ('rest' in note) {
      rest = note.rest;
      drawing = false;
      if (rest && attended(track)) reach(track);
    } else if (!mine.has(note.key)) {
      mine.set(note.key, null);
      count();
      const words = await inflate(buffers[0]);
      if (mine !== frames) return;  // something else has changed meanwhile
      mine.set(note.key, { words, caption: note.caption, of: [track, note.key] });
      if (trail.length && trail[trail.length - 1] === note.key && fits()) show(mine.get(note.key));
    }
    count();
  }

  // ---- what a reader does -----------------------------------------------------------------------

  // True if the page has the picture, and shows it.
  function moved(name) {
    if (name !== track) return false;
    const key = stands(name), frame = fits() && frames.get(key);
    if (frame) show(frame);
    else if (trail[trail.length - 1] !== key) trail.push(key);
    return Boolean(frame);
  }

  const playing = () => [...views].some(view => view.playing());
  const attended = name => (name === PLAYER ? [...views].some(view => view.attended()) : Boolean(boxes[name]) && boxes[name].matches(':hover, :focus-within'));

  // Have the kernel draw ahead; with `more` also where it has drawn some already.
  function reach(name) {
    const more = name === track && rest > 0;
    if ((asked === name || name === track) && !more) return;
    if (name !== PLAYER && playing()) return;
    drawing = more;
    asked = more ? null : name;
    rest = 0;
    tell({ scrub: at, reach: [name, model.get('reach')[1] + 1] });
  }

  function near(box) {
    for (const [name, control] of Object.entries(sliders)) {
      for (const view of Object.values(control.views || {})) {
        view.then(({ el }) => {
          if (el !== box || control.get('disabled')) return;
          boxes[name] = box;
          reach(name);
        });
      }
    }
  }

  function listen() {
    for (const [name, id] of model.get('ahead_of')) {
      model.widget_manager.get_model(id).then(control => {
        if (name in sliders) return;
        sliders[name] = control;
        const move = () => { if (!moved(name) && attended(name)) reach(name); };
        control.on('change:value', move);
        offs.push(() => control.off('change:value', move));
      });
    }
  }

  model.on('change:stamp', update);
  model.on('change:ahead_of', listen);
  model.on('msg:custom', arrived);
  listen();
  update();

  return {
    near, reach, attended,
    // Go to a frame of the player; true if the page has it, and shows it.
    go(frame) {
      at = frame;
      return moved(PLAYER);
    },
    has: frame => track === PLAYER && fits() && Boolean(frames.get(frame)),
    // Whether the kernel is about to draw frames of the player.
    expects: () => asked === PLAYER || (track === PLAYER && drawing),
    attach(view) {
      views.add(view);
      if (base) view.newBase(wordsOf(base));
      if (shown) view.show(shown);
      return () => views.delete(view);
    },
    stop: () => offs.forEach(off => off()),
  };
}
