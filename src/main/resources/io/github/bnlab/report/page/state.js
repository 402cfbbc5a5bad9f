/* What is shown: the data, the switches, and small helpers. Everything hangs on one name, lab. */
const lab = (() => {
  'use strict';
  document.documentElement.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const data = JSON.parse(document.getElementById('data').textContent);
  const listeners = [];
  const state = {
    view: data.groups.length < data.trials.length ? 'mean' : 'trials',
    smoothing: 0.6,
    firstEpoch: 0,
    hidden: new Set(data.trials.flatMap((trial, i) => (data.shown.includes(trial.group) ? [] : [i]))),
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

  const MARKERS = ['circle', 'rect', 'triangle', 'rectRot'];

  /** Colour and dash by number; where these repeat, a marker besides. */
  function looks(index) {
    const round = Math.floor(index / COLOURS / DASHES.length);
    return {
      colour: css('--c' + (index % COLOURS)),
      dash: DASHES[Math.floor(index / COLOURS) % DASHES.length],
      marker: round > 0 ? MARKERS[round % MARKERS.length] : null,
    };
  }

  const look = (group) => looks(data.groups[group].look);

  /** Radius of the points of a curve: one alone is always marked, of many some where markers tell curves apart. */
  function pointRadius(count, marker) {
    if (count === 1) return 4;
    if (!marker) return 0;
    const every = Math.max(1, Math.floor(count / 12));
    return (context) => (context.dataIndex % every ? 0 : 4);
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

  return { data, state, change, toggle, listeners, make, css, look, looks, pointRadius, fade, pale, number, percent, members, shown, lastStep, hasTest };
})();
