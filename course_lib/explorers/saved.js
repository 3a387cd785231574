// A page with a figure's pictures in it: shows the one that belongs to the control that was moved,
// while all others stand as they were saved. `eachRun`, `writeWhole`, `HEAD` are from changes.js.

const saved = JSON.parse(document.getElementById('saved').textContent);
const canvas = document.getElementById('picture');
const caption = document.getElementById('caption');
const pen = canvas.getContext('2d');
const image = new ImageData(canvas.width, canvas.height);
const pixels = new Uint32Array(image.data.buffer);
const night = window.matchMedia('(prefers-color-scheme: dark)');
const pageTheme = () => (night.matches && saved.themes.includes('dark') ? 'dark' : 'light');

// ---- unpacking: the picture at rest, and the differences along each track ----------------------

async function inflate(id) {
  const text = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(text, letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint32Array(await new Response(stream).arrayBuffer());
}

// Number j leads from position j to j + 1, and back.
function split(words) {
  const parts = [];
  for (let at = 0; at < words.length;) {
    const count = words[at + 3];
    let end = at + HEAD + 2 * count;
    for (let k = 0; k < count; k += 1) end += words[at + HEAD + count + k];
    parts.push(words.subarray(at, end));
    at = end;
  }
  return parts;
}

const unpacked = new Map();
function unpack(id, form) {
  if (!unpacked.has(id)) unpacked.set(id, inflate(id).then(form));
  return unpacked.get(id);
}

// ---- what is shown -------------------------------------------------------------------------------

const rest = { track: null, k: 0 };
let wanted = rest, shown = rest, chains = {}, dressed = null, busy = false;

function walk(track, from, to) {
  const way = from < to ? 1 : -1;
  for (let k = from; k !== to; k += way) {
    const words = chains[track][way > 0 ? k : k - 1];
    eachRun(words, (start, end, at) => {
      for (let i = start; i < end; i += 1, at += 1) pixels[i] ^= words[at];
    });
  }
}

function move(to) {
  if (shown.track !== null && shown.track !== to.track) {
    walk(shown.track, shown.k, saved.tracks[shown.track].rest);
    shown = rest;
  }
  if (to.track !== null) walk(to.track, shown.track === null ? saved.tracks[to.track].rest : shown.k, to.k);
  shown = to;
  pen.putImageData(image, 0, 0);
  canvas.dataset.shown = to.track === null ? dressed : `${dressed} ${to.track} ${to.k}`;
}

async function showWanted() {
  if (busy || dressed === null) return;
  busy = true;
  while (wanted.track !== null && !chains[wanted.track]) {
    const { track } = wanted, theme = dressed;
    const parts = await unpack(`${track}-${theme}`, split);
    if (theme === dressed) chains[track] = parts;
  }
  busy = false;
  move(wanted);
}

function want(position) {
  wanted = position;
  say();
  // In the task of the key, where the pictures are there.
  showWanted();
}

// Another theme has pictures of its own; the position stays.
async function dress() {
  const theme = pageTheme();
  const words = await unpack(`base-${theme}`, whole => whole);
  if (theme !== pageTheme()) return;
  writeWhole(words, pixels);
  [chains, shown, dressed] = [{}, rest, theme];
  canvas.hidden = false;
  document.getElementById('still').hidden = true;
  await showWanted();
  for (const track of Object.keys(saved.tracks)) {  // one after another, while the page answers
    const parts = await unpack(`${track}-${theme}`, split);
    if (theme === dressed) chains[track] = parts;
  }
  canvas.dataset.ready = theme;
}

// ---- controls ------------------------------------------------------------------------------------

const nodes = {}, outputs = {};
for (const name of Object.keys(saved.tracks)) {
  nodes[name] = document.getElementById(`control-${name}`);
  outputs[name] = document.getElementById(`reading-${name}`);
}

function place(name, k) {
  const node = nodes[name];
  if (node.type === 'checkbox') node.checked = Boolean(k);
  else if (node.type === 'range') node.value = k;
  else node.selectedIndex = k;
}

function say() {
  const { track, k } = wanted, moved = track === null ? null : saved.tracks[track];
  for (const [name, { rest: home, readings }] of Object.entries(saved.tracks)) {
    const text = name === track ? readings[k] : (moved && moved.others[k][name]) || readings[home];
    if (name !== track) {  // where it was saved, or where the moved one has brought it
      const brought = readings.indexOf(text);
      place(name, text === readings[home] || brought < 0 ? home : brought);
    }
    if (outputs[name]) outputs[name].textContent = text;
    if (nodes[name].type === 'range') nodes[name].setAttribute('aria-valuetext', text);
  }
  caption.textContent = moved ? moved.captions[k] : saved.caption;
  canvas.setAttribute('aria-label', caption.textContent);
}

const position = node => (node.type === 'checkbox' ? Number(node.checked) : node.type === 'range' ? Number(node.value) : node.selectedIndex);
for (const [name, node] of Object.entries(nodes)) {
  node.addEventListener('input', () => { stop(); want({ track: name, k: position(node) }); });
}

document.getElementById('reset').addEventListener('click', () => {
  stop();
  want(rest);
});

// ---- the player ----------------------------------------------------------------------------------

const play = document.getElementById('play');
let timer = null;

function stop() {
  clearInterval(timer);
  timer = null;
  if (!play) return;
  play.textContent = '▶';
  play.setAttribute('aria-label', 'Play');
  caption.setAttribute('aria-live', 'polite');
}

function start() {
  const last = saved.tracks.t.readings.length - 1, at = () => Number(nodes.t.value);
  const step = k => { place('t', k); want({ track: 't', k }); };
  if (at() >= last) step(0);
  const next = () => { if (at() < last) step(at() + 1); else stop(); };
  timer = setInterval(next, Math.max(30, Math.min(250, 5000 / (last + 1))));
  play.textContent = '❚❚';
  play.setAttribute('aria-label', 'Pause');
  caption.setAttribute('aria-live', 'off');  // a line that changes so often is not to be read aloud
}

if (play) play.addEventListener('click', () => (timer === null ? start() : stop()));

if ('DecompressionStream' in window) {
  night.addEventListener('change', dress);
  dress();
} else {
  caption.textContent = 'This browser is too old to unpack the pictures: the controls move nothing here.';
}
