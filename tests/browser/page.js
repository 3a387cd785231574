// What the tests add to JupyterLab's page: opening a notebook, and knowing when all is quiet.
// Loaded before the page's own scripts; everything is under `window.ring`.

window.ring = (() => {
  const WIDGET = 'application/vnd.jupyter.widget-view+json';
  const errors = [];
  const unanswered = new Map();  // message id → type, of what the kernel has not finished
  let wake = () => {};

  function watch(kernel) {
    unanswered.clear();
    if (!kernel) return;
    kernel.anyMessage.connect((_, { msg, direction }) => {
      if (direction === 'send' && msg.channel === 'shell')
        unanswered.set(msg.header.msg_id, msg.header.msg_type);
    });
    // The kernel's messages are handled one after another: after its "idle" for a message of ours,
    // all that it sent in answer has reached the widgets.
    kernel.iopubMessage.connect((_, { header, content, parent_header }) => {
      if (header.msg_type === 'error') errors.push(`kernel: ${content.ename}: ${content.evalue}`);
      if (header.msg_type === 'stream' && content.name === 'stderr')
        errors.push(`stderr: ${content.text.trim()}`);
      if (header.msg_type === 'status' && content.execution_state === 'idle') {
        unanswered.delete(parent_header.msg_id);
        wake();
      }
    });
  }

  // A picture drawn ahead may be where a control stands, and is unpacked before it is shown.
  const unpacking = () => document.querySelector('canvas[data-coming]:not([data-coming="0"])');
  const task = () => new Promise(go => setTimeout(go));
  const kernel = () => ring.panel.sessionContext.session.kernel;

  return {
    errors, panel: null,

    // The notebook's metadata would choose another checkout's kernel: by its id it cannot. Without
    // a name on the kernel that it has.
    async open([path, name]) {
      const app = window.jupyterapp;
      await app.restored;
      app.shell.collapseLeft();
      const folder = path.slice(0, path.lastIndexOf('/'));
      const kernel = name && await app.serviceManager.kernels.startNew({ name, path: folder });
      if (kernel) kernel.dispose();  // only the first connection to a kernel hears of its widgets
      const chosen = kernel ? { kernel: { id: kernel.id } } : {};
      const panel = ring.panel = await app.commands.execute('docmanager:open', { path, ...chosen });
      await panel.context.ready;
      await panel.sessionContext.ready;
      watch(panel.sessionContext.session.kernel);
      panel.sessionContext.kernelChanged.connect((_, change) => watch(change.newValue));
    },

    // True once the kernel has answered every message, and so every picture is painted; false after
    // so many seconds. Looked at twice, a task apart: an answer may set off the next message.
    async quiet(seconds) {
      let late = false;
      const alarm = setTimeout(() => { late = true; wake(); }, 1000 * seconds);
      for (let calm = 0; calm < 2 && !late;) {
        if (unanswered.size) {
          calm = 0;
          await new Promise(go => { wake = go; });
        } else if (unpacking()) {
          calm = 0;
          await task();
        } else {
          calm += 1;
          await task();
        }
      }
      clearTimeout(alarm);
      return !late;
    },

    // After the kernel's last word the page still makes views: done once every widget that is among
    // the outputs stands in its cell and every explorer has a picture, or after so many seconds.
    async shown(seconds) {
      const end = performance.now() + 1000 * seconds;
      const missing = cell => {
        if (cell.model.type !== 'code') return false;
        const made = cell.model.outputs.toJSON().filter(({ data }) => data && WIDGET in data);
        const here = cell.node.querySelectorAll('.jp-OutputArea-output > .jupyter-widgets');
        return here.length < made.length
          || [...cell.node.querySelectorAll('.course-explorer')].some(box => !box.querySelector('canvas[data-frame]'));
      };
      while (Array.from(ring.panel.content.widgets).some(missing) && performance.now() < end) await task();
    },

    busyWith: () => [...unanswered.values()],

    cells: () => Array.from(ring.panel.content.widgets)
      .filter(cell => cell.model.type === 'code')
      .map(cell => ({
        source: cell.model.sharedModel.getSource(),
        count: cell.model.executionCount,
        outputs: cell.model.outputs.toJSON(),
      })),

    // The value of an expression in the kernel after some statements, without a trace in the notebook.
    async ask([code, expression]) {
      const request = { code, silent: true, store_history: false, user_expressions: { it: expression } };
      const { content } = await kernel().requestExecute(request).done;
      const it = content.user_expressions && content.user_expressions.it;
      if (!it || it.status !== 'ok') throw new Error(JSON.stringify(it || content));
      return it.data['text/plain'];
    },

    async theme(theme) {
      const dressed = () => document.body.dataset.jpThemeName === theme;
      if (dressed()) return;
      await window.jupyterapp.commands.execute('apputils:change-theme', { theme });
      while (!dressed()) await task();
    },

    // A hash of the pixels of all canvases (FNV-1a over 32-bit pixels), "" while one is empty.
    picture(root) {
      const canvases = [...root.querySelectorAll('canvas')].filter(c => c.width && c.height);
      return canvases.map(canvas => {
        const image = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let hash = 2166136261, ink = 0;
        for (const pixel of new Uint32Array(image.data.buffer)) {
          hash = Math.imul(hash ^ pixel, 16777619);
          ink |= pixel;
        }
        return ink ? `${canvas.width}x${canvas.height}:${hash >>> 0}` : '';
      }).join();
    },

    // What a reader sees of an explorer: its picture and all the text around it.
    look: root => [ring.picture(root), root.innerText],

    // True once a picture that is painted differs from the one before; false after a minute.
    another(root, before) {
      return new Promise(go => {
        const look = () => { if (ring.picture(root) !== before) end(true); };
        const painted = new MutationObserver(look);
        const end = found => { painted.disconnect(); clearTimeout(alarm); go(found); };
        const alarm = setTimeout(end, 60000, false);
        painted.observe(root, { subtree: true, attributeFilter: ['data-frame'] });
        look();
      });
    },

    // The kernel's name of the widget that an explorer is.
    model(root) {
      const cell = ring.panel.content.widgets.find(c => c.node.contains(root));
      const models = cell.model.outputs.toJSON().filter(o => o.data && o.data[WIDGET]);
      const place = [...cell.node.querySelectorAll('.course-explorer')].indexOf(root);
      return models[place].data[WIDGET].model_id;
    },
  };
})();
