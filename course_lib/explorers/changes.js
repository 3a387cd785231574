// Pictures as the pixels in which they differ from one that the page has: the page's half of
// changes.py, which says what a code is.

const WHOLE = 0, HEAD = 4;

const wordsOf = bytes => new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

// Calls back with (where it begins, where it ends, the word of its first pixel) for each run.
function eachRun(words, call) {
  const count = words[3];
  let from = HEAD + 2 * count;
  for (let k = HEAD; k < HEAD + count; k += 1) {
    const start = words[k], end = start + words[k + count];
    call(start, end, from);
    from += end - start;
  }
}

// Write a whole picture into the pixels of an image: what has no run is as in the row above.
function writeWhole(words, pixels) {
  const width = words[1];
  let at = 0;
  const above = end => {
    for (; at < Math.min(end, width); at += 1) pixels[at] = 0;
    for (; at < end; at += 1) pixels[at] = pixels[at - width];
  };
  eachRun(words, (start, end, from) => {
    above(start);
    for (; at < end; at += 1, from += 1) pixels[at] = words[from];
  });
  above(pixels.length);
}

// A canvas's picture: the base, and what it shows now.
function picture(canvas) {
  const pen = canvas.getContext('2d');
  let image = null, pixels = null, plain = null, marked = null;

  function newBase(words) {
    const [, width, height] = words;
    if (!image || canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      image = new ImageData(width, height);
      pixels = new Uint32Array(image.data.buffer);
    }
    writeWhole(words, pixels);
    plain = pixels.slice();
    marked = null;
    pen.putImageData(image, 0, 0);
  }

  // The rows that a code touches, from the first to the one after the last.
  function rows(words) {
    const count = words[3], width = words[1], last = HEAD + 2 * count - 1;
    if (words[0] === WHOLE) return [0, words[2]];
    if (!count) return [words[2], 0];
    return [Math.floor(words[HEAD] / width), Math.ceil((words[HEAD + count - 1] + words[last]) / width)];
  }

  function undo() {
    if (!marked) return;
    if (marked[0] === WHOLE) pixels.set(plain);
    else eachRun(marked, (start, end) => { for (let i = start; i < end; i += 1) pixels[i] = plain[i]; });
  }

  // In the task of its message: it is in the next frame that the browser draws.
  function show(words) {
    const before = marked ? rows(marked) : [canvas.height, 0], after = rows(words);
    if (words[0] === WHOLE) writeWhole(words, pixels);
    else {
      undo();
      eachRun(words, (start, end, from) => {
        for (let i = start; i < end; i += 1, from += 1) pixels[i] = words[from];
      });
    }
    marked = words;
    const top = Math.min(before[0], after[0]), bottom = Math.max(before[1], after[1]);
    if (bottom > top) pen.putImageData(image, 0, 0, 0, top, canvas.width, bottom - top);
  }

  return { newBase, show };
}
