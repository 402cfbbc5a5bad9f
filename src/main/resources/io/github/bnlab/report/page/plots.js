/* Plots of sweeps and measures: curves with bands, values with ranges, maps, tables. */
(() => {
  'use strict';
  const { state, make, css, formats } = lab;

  const ticks = (axis) => {
    if (axis.log) return axis.ticks.length ? { callback: (value) => formats.PLAIN(value) } : {};
    return { ...lab.ticks(axis), maxTicksLimit: 9 };
  };

  /** Ticks at the values of a setting, as far as there is room for their numbers. */
  const given = ({ log, ticks: values }) => (!log || !values.length ? {} : {
    afterBuildTicks: (scale) => {
      let last = -Infinity;
      scale.ticks = values.filter((value) => {
        const at = Math.log(value / values[0]) / Math.log(scale.max / scale.min) * (scale.chart.width - 60);
        const kept = value >= scale.min && value <= scale.max && at - last >= 34;
        if (kept) last = at;
        return kept;
      }).map((value) => ({ value }));
    },
  });

  const key = (plot, label) => plot.id + ' ' + label;

  /** Whether a curve is drawn: those of groups follow the switches of their trials. */
  const on = (curve, plot) => (curve.group < 0 ? !state.off.has(key(plot, curve.label)) : lab.shown(curve.group).length > 0);

  function curve(one) {
    const looks = lab.looks(one.look);
    const { x: xs, mean, low, high } = one.band;
    const banded = low.some((value, k) => value !== high[k]);
    const points = xs.map((x, k) => (banded ? { x, y: mean[k], n: 2, low: low[k], high: high[k] } : { x, y: mean[k], n: 1 }));
    return [...lab.line(one.label, points, looks, { pointBorderWidth: 0, ...(one.points ? { pointRadius: 3.5 } : {}) }),
      ...lab.crosses(one.crosses.map((cross) => ({ ...cross, colour: looks.colour })))];
  }

  function curves(parent, plot, panel, id) {
    return lab.figure(parent, {
      id, title: panel.title, name: plot.title, xTitle: panel.x.label, yTitle: panel.y.label, wide: plot.panels.length === 1,
      x: Object.assign({ type: panel.x.log ? 'logarithmic' : 'linear' }, padding(panel), given(panel.x)), log: panel.y.log, startLog: panel.y.log,
      xTicks: ticks(panel.x), yTicks: ticks(panel.y),
      datasets: () => panel.curves.filter((one) => on(one, plot)).flatMap(curve),
      at: (value) => panel.x.label + ' ' + formats[panel.x.format](value), label: lab.label(panel.y),
    });
  }

  /** Points at the ends of a logarithmic axis are not cut, and crosses lie within the axis. */
  function padding(panel) {
    const at = panel.curves.flatMap((one) => [...one.band.x, ...one.crosses.map((cross) => cross.x)]);
    if (!at.length) return {};
    const [low, high] = [at.reduce((a, b) => Math.min(a, b)), at.reduce((a, b) => Math.max(a, b))];
    return panel.x.log ? { min: low / 1.12, max: high * 1.12 } : panel.x.format === 'WHOLE' ? { max: high } : {};
  }

  /** Names from top to bottom, each with a dot and a line from its lowest to its highest value. */
  function dots(parent, plot, panel, id) {
    const { x, dots: all } = panel;
    const format = formats[x.format];
    const range = (dot) => '(' + format(dot.low) + ' to ' + format(dot.high) + ')';
    const says = (dot) => dot.label + ': ' + (dot.value === null ? '' : format(dot.value) + '  ') + range(dot);
    const equal = { POINTS: [lineAt(0, all.length)], RATIO: [lineAt(1, all.length)] }[x.format] || [];
    const rowHeight = 10 + 14 * Math.max(...all.map((d) => lines(d.label).length));
    return lab.figure(parent, {
      id, title: panel.title, name: plot.title, xTitle: x.label, yTitle: '', wide: true, zoomMode: 'x',
      height: 80 + rowHeight * Math.max(2, all.length),
      interaction: { mode: 'nearest', axis: 'y', intersect: false },
      x: across(x, all), xTicks: ticks(x),
      y: {
        min: -0.6, max: all.length - 0.4, reverse: true, grid: { display: false },
        afterBuildTicks: (axis) => { axis.ticks = all.map((_, k) => ({ value: k })); },
      },
      yTicks: { autoSkip: false, color: css('--text'), callback: (k) => lines(all[k].label) },
      datasets: () => [...equal, ...all.flatMap(dotAndLine)],
      at: () => '', label: ({ dataset }) => (dataset.dot ? says(dataset.dot) : ''),
    });
  }

  function dotAndLine(dot, row) {
    const { colour } = lab.looks(dot.look);
    const set = { label: dot.label, borderColor: colour, backgroundColor: colour, dot };
    const line = { data: [{ x: dot.low, y: row }, { x: dot.high, y: row }], borderWidth: 2.2, ...set };
    const point = { data: [{ x: dot.value, y: row }], pointRadius: 5, pointBorderWidth: 0, ...set };
    return dot.value === null ? [line] : [line, point];
  }

  /** A line across all rows, where two networks are equal. */
  function lineAt(x, rows) {
    const ends = [{ x, y: -0.6 }, { x, y: rows - 0.4 }];
    return { data: ends, borderColor: css('--dim'), borderWidth: 1, silent: true, pointHitRadius: 0 };
  }

  /** The axis of values, with room beside the lowest and the highest. */
  function across({ log, format }, dots) {
    if (!log) return { type: 'linear', grace: '4%', ...(format === 'PERCENT' ? shares(dots) : {}) };
    const equal = format === 'RATIO' ? [1] : [];
    const [low, high] = [Math.min(...equal, ...dots.map((d) => d.low)), Math.max(...equal, ...dots.map((d) => d.high))];
    return { type: 'logarithmic', min: 0.85 * low, max: 1.18 * high };
  }

  /** An axis of shares does not reach beyond 0 and 1. */
  function shares(dots) {
    const [low, high] = [Math.min(...dots.map((d) => d.low)), Math.max(...dots.map((d) => d.high))];
    const margin = 0.04 * (high - low || 0.1);
    return { grace: 0, min: Math.max(0, low - margin), max: Math.min(1, high + margin) };
  }

  /** A label in lines that leave room for the chart. */
  function lines(text) {
    const most = innerWidth < 600 ? 20 : 44;
    const words = text.split(' ').flatMap((word) => word.match(new RegExp('.{1,' + most + '}', 'g')) || []);
    return words.reduce((found, word) => {
      const last = found[found.length - 1];
      return last && (last + ' ' + word).length <= most ? [...found.slice(0, -1), last + ' ' + word] : [...found, word];
    }, []);
  }

  /** Texts on colours, by row and column. */
  lab.grid = ({ columnLabel, columns, rowLabel, rows, cells }) => {
    const colour = ({ look, strength }) =>
      'color-mix(in srgb, var(--c' + look + ') ' + Math.round(100 * strength) + '%, transparent)'; // follows the theme
    const td = (one) => {
      const cell = make('td', {}, one.text);
      cell.style.backgroundColor = colour(one);
      return cell;
    };
    const head = [rowLabel + ' ↓  ' + columnLabel + ' →', ...columns].map((c) => make('th', { scope: 'col' }, c));
    const names = columns.length > 8 && columns.some((c) => c.length > 2) ? 'tilted' : null;
    return make('div', { class: 'scroll cells', tabindex: '0', role: 'region', 'aria-label': rowLabel + ' and ' + columnLabel },
      make('table', {}, make('thead', {}, make('tr', { class: names }, ...head)),
        make('tbody', {}, ...rows.map((row, r) => make('tr', {}, make('th', { scope: 'row' }, row), ...cells[r].map(td))))));
  };

  function grid(parent, panel, id) {
    const title = panel.title ? make('header', {}, make('h3', {}, panel.title)) : null;
    parent.append(make('figure', { id, class: 'wide' }, title, lab.grid(panel)));
  }

  function table(parent, plot) {
    const { columns, rows } = plot.table;
    const numeric = columns.map((_, k) => k > 0 && rows.every((row) => /^$|^not even|^none from|^[+\-\d]/.test(row[k])));
    const kind = (k) => (numeric[k] ? 'number' : null);
    parent.append(make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': plot.title },
      make('table', { id: plot.id + '-table' },
        make('thead', {}, make('tr', {}, ...columns.map((c, k) => make('th', { scope: 'col', class: kind(k) }, c)))),
        make('tbody', {}, ...rows.map((row) => make('tr', {}, ...row.map((text, k) => make(k ? 'td' : 'th', { class: kind(k), scope: k ? null : 'row' }, text))))))));
  }

  /** Switches of curves that do not belong to groups. */
  function keys(parent, plot, redraw) {
    const free = plot.panels.flatMap((panel) => panel.curves || []).filter((one) => one.group < 0);
    const own = new Map(free.map((one) => [one.label, one.look]));
    if (own.size < 2) return;
    const attributes = { class: 'keys', role: 'group', 'aria-label': 'curves of ' + plot.title };
    parent.append(make('div', attributes, ...[...own].map(([label, look]) => {
      const pressed = () => String(!state.off.has(key(plot, label)));
      const chip = make('button', { type: 'button', class: 'chip', 'aria-pressed': pressed(), onclick: () => {
        if (!state.off.delete(key(plot, label))) state.off.add(key(plot, label));
        chip.setAttribute('aria-pressed', pressed());
        redraw();
      } }, lab.swatch(0, look), label);
      return chip;
    })));
  }

  lab.plot = (parent, plot) => {
    const host = make('div', { class: 'plot-of', id: plot.id });
    const several = plot.panels.length > 1;
    const parts = make('div', { class: several && plot.panels.length !== 2 && plot.panels.length !== 4 ? 'grid three' : 'grid' });
    const drawn = [];
    host.append(make('h3', {}, plot.title));
    keys(host, plot, () => drawn.forEach((self) => self.redraw()));
    host.append(parts);
    parent.append(host);
    plot.panels.forEach((panel, k) => {
      const id = plot.id + '-' + k;
      if (panel.cells) grid(parts, panel, id);
      else drawn.push(panel.dots ? dots(parts, plot, panel, id) : curves(parts, plot, panel, id));
    });
    host.append(make('p', { class: 'note' }, plot.caption));
    if (plot.table) table(host, plot);
  };
})();
