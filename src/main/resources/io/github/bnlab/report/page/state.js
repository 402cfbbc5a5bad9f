/* What is shown: the data, the switches, and small helpers. Everything hangs on one name, lab. */
const lab = (() => {
  'use strict';
  document.documentElement.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const data = JSON.parse(document.getElementById('data').textContent);
  const listeners = [];
  const members = [];
  const unshown = () => data.trials.flatMap((trial, i) => (data.shown.includes(trial.group) ? [] : [i]));

  /** All that a reader has chosen: the page is drawn from this and the data. view is null for the one that suits the data. */
  const state = {
    view: null,
    smoothing: 0.6,
    firstEpoch: 0,
    hidden: new Set(unshown()),
    off: new Set(), // curves that do not belong to groups, as plot and label
    choices: {}, // of lists, by name
    open: {}, // folded parts, by name
    log: {}, // axes, by figure
    zoom: {}, // limits of axes, by figure
    sort: null,
    search: '',
    theme: null,
  };
  index();

  const view = () => state.view || (data.groups.length < data.trials.length ? 'mean' : 'trials');

  function index() {
    members.splice(0, Infinity, ...data.groups.map((_, g) => data.trials.flatMap((t, i) => (t.group === g ? [i] : []))));
  }

  const hiddenInOrder = () => [...state.hidden].sort((a, b) => a - b);

  /** Whether the trials shown are those of the beginning. */
  const asAtFirst = () => String(hiddenInOrder()) === String(unshown());

  /**
   * What was chosen, as a text; trials by name. Those of the data of now are switched as they are at first unless something else
   * was chosen.
   */
  function chosen() {
    const known = asAtFirst() ? null : data.trials.map((trial) => trial.name);
    return JSON.stringify({ ...state, hidden: hiddenInOrder().map((i) => data.trials[i].name), known, off: [...state.off] });
  }

  /** Chooses what another page, or this one with other data, had chosen. */
  function choose(text) {
    const { hidden, known, off, ...others } = JSON.parse(text);
    const first = new Set(unshown());
    const switched = ({ name }, i) => (known && known.includes(name) ? hidden.includes(name) : first.has(i));
    Object.assign(state, others, {
      off: new Set(off),
      hidden: new Set(data.trials.flatMap((trial, i) => (switched(trial, i) ? [i] : []))),
    });
  }

  /** Takes other data in the place of those of now, with the same choices. */
  function replace(fresh) {
    const kept = chosen();
    Object.assign(data, fresh);
    index();
    choose(kept);
  }

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

  const { color } = Chart.helpers;
  const fade = (colour, alpha) => color(colour).alpha(alpha).rgbString();

  /** The colour mixed with that of the page, so that it hides what is behind. */
  const pale = (colour) => color(colour).mix(color(css('--page')), 0.24).rgbString();

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

  /** A number with so many decimals, rounded half up in its decimal digits, as Java does: toFixed rounds the binary number. */
  function fixed(value, digits) {
    const size = Math.abs(value);
    const rounded = size < 1e-6 ? 0 : Number(Math.round(size + 'e' + digits) + 'e-' + digits);
    return (value < 0 && rounded > 0 ? '-' : '') + rounded.toFixed(digits);
  }

  const percent = (value, digits = 2) => (value === null || value === undefined ? '–' : fixed(100 * value, digits) + '\u00a0%');
  const sign = (value) => (value > 0 ? '+' : '');
  const formats = {
    PLAIN: (v) => number(v),
    WHOLE: (v) => number(v, 6),
    PERCENT: (v) => percent(v),
    POINTS: (v) => fixed(100 * v, 2).replace(/^(?!-)/, '+'),
    RATIO: (v) => number(v),
  };
  const callbacks = {
    WHOLE: (v) => v.toLocaleString('en'),
    PERCENT: (v) => +(100 * v).toFixed(4) + '\u00a0%',
    POINTS: (v) => sign(v) + +(100 * v).toFixed(4),
  };

  /** How the numbers beside an axis are written; shares and points stand at round ones only. */
  const ticks = ({ format }) =>
    (callbacks[format] ? { callback: callbacks[format], ...(format === 'WHOLE' ? { precision: 0 } : { includeBounds: false }) } : {});

  /** What is said of a point of a curve; n is 1 where it has no band. */
  const label = ({ format }) => ({ raw, dataset }) => {
    const text = formats[format];
    const range = () => (raw.n > 1 ? '  (' + text(raw.low) + ' to ' + text(raw.high) + ')' : '');
    return dataset.cross ? raw.what : dataset.label + ': ' + text(raw.y) + range();
  };

  const shown = (group) => members[group].filter((trial) => !state.hidden.has(trial));

  return {
    data, state, view, asAtFirst, chosen, choose, replace, change, toggle, listeners, make, css, look, looks, pointRadius, fade, pale,
    number, fixed, percent, formats, ticks, label, members, shown,
    /** Of all that is drawn over steps: losses, means of buckets, crosses and evaluations. */
    get lastStep() {
      const last = (t) => Math.max(t.steps.at(-1) ?? 0, t.marks.at(-1)?.step ?? 0, t.epochs.step.at(-1) ?? 0,
        (t.means.length - 0.5) * data.bucket + 0.5);
      return Math.max(1, ...data.trials.map(last));
    },
    /** The images on which accuracy is judged. */
    get split() { return data.trials.some((t) => t.epochs['test-accuracy'].some((v) => v !== null)) ? 'test' : 'validation'; },
  };
})();
