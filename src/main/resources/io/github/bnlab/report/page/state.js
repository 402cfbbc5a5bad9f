/* What is shown: the data, the switches, and small helpers. Everything hangs on one name, lab. */
const lab = (() => {
  'use strict';
  document.documentElement.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const data = JSON.parse(document.getElementById('data').textContent);
  const listeners = [];
  const state = {
    view: data.groups.length < data.trials.length ? 'mean' : 'trials',
    smoothing: 0.6,
    hidden: new Set(),
  };

  /** Changes switches and redraws what listens. */
  function change(changes) {
    Object.assign(state, changes);
    listeners.forEach((listener) => listener());
  }

  /** Switches trials on or off. */
  function toggle(trials, on) {
    trials.forEach((trial) => (on ? state.hidden.delete(trial) : state.hidden.add(trial)));
    change({});
  }

  /** An element; texts are always text, never HTML. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith('on')) {
        element.addEventListener(name.slice(2), value);
      } else if (value !== null && value !== false) {
        element.setAttribute(name, value === true ? '' : value);
      }
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
  const COLOURS = 6;

  /** Colour and dash of a group; both change, so that neither has to be told apart alone. */
  function look(group) {
    return {
      colour: css('--c' + (group % COLOURS)),
      dash: DASHES[Math.floor(group / COLOURS) % DASHES.length],
    };
  }

  function fade(colour, alpha) {
    const parts = colour.match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16));
    return 'rgba(' + parts.join(',') + ',' + alpha + ')';
  }

  /** The colour mixed with that of the page, so that it hides what is behind. */
  function pale(colour) {
    const parse = (text) => text.match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16));
    const page = parse(css('--page'));
    return 'rgb(' + parse(colour).map((c, i) => Math.round(0.24 * c + 0.76 * page[i])).join(',') + ')';
  }

  /** A number with as many digits as help. */
  function number(value, digits = 4) {
    if (value === null || value === undefined) {
      return '–';
    }
    const size = Math.abs(value);
    if (size >= 1e6 || (size > 0 && size < 1e-3)) {
      return value.toExponential(2);
    }
    return size >= 1000 ? Math.round(value).toLocaleString('en') : String(+value.toPrecision(digits));
  }

  const percent = (value) => (value === null || value === undefined ? '–' : (100 * value).toFixed(2) + '\u00a0%');
  const members = data.groups.map((_, g) => data.trials.flatMap((t, i) => (t.group === g ? [i] : [])));
  const shown = (group) => members[group].filter((trial) => !state.hidden.has(trial));
  const lastStep = Math.max(1, ...data.trials.map((t) => (t.steps.length ? t.steps[t.steps.length - 1] : 0)));
  const hasTest = data.trials.some((t) => t.epochs.testAccuracy.some((v) => v !== null));

  return { data, state, change, toggle, listeners, make, css, look, fade, pale, number, percent, members, shown, lastStep, hasTest };
})();
