/* What is shown of one trial a group, with lists to choose from: activations, normalization layers, classes. */
(() => {
  'use strict';
  const { data, state, make, css, fade, pale, number } = lab;
  const colour = (panel) => lab.looks(panel.look).colour;
  const note = (plot) => make('p', { class: 'note' }, plot.caption);

  /**
   * A list, where there is more than one entry, and below it the entry that was chosen before, else the first one: draw fills a
   * host and returns its figures. An entry is a text, and the key that keeps the choice.
   */
  function choose(parent, name, label, entries, draw) {
    if (!entries.length) return;
    const host = make('div');
    let figures = [];
    const show = () => {
      figures.forEach(lab.remove);
      host.replaceChildren();
      figures = draw(host, entries[box.value]);
    };
    const box = make('select', { onchange: () => { state.choices[name] = entries[box.value].key; show(); } },
      ...entries.map(({ text }, i) => make('option', { value: i }, text)));
    box.value = String(Math.max(0, entries.findIndex(({ key }) => key === state.choices[name])));
    if (entries.length > 1) parent.append(make('p', { class: 'interactive' }, make('label', { class: 'field' }, label, box)));
    parent.append(host);
    show();
  }

  /** A plot of a layer, one panel a group. */
  function byLayer(parent, name, title, plots, spec) {
    const entries = Object.entries(plots).map(([key, plot]) => ({ key, text: key, plot }));
    if (entries.length) parent.append(make('h3', {}, title));
    choose(parent, name, 'Layer', entries, (host, { key, plot }) => {
      const grid = make('div', { class: plot.panels.length > 2 ? 'grid three' : 'grid' });
      host.append(grid, note(plot));
      return plot.panels.map((panel, i) => lab.figure(grid, { id: name + '-' + i, title: panel.title, name: key, ...spec(panel) }));
    });
  }

  function percentiles(panel) {
    const line = (end, extra) => ({
      data: panel.band.x.map((x, k) => ({ x, y: panel.band[end][k] })), borderColor: colour(panel),
      backgroundColor: colour(panel), pointRadius: lab.pointRadius(panel.band.x.length), ...extra,
    });
    return {
      xTitle: 'step', yTitle: 'value', x: { max: lab.lastStep }, y: { suggestedMin: panel.low, suggestedMax: panel.high },
      at: (x) => 'step ' + number(x, 6), label: (item) => item.dataset.label + ': ' + number(item.raw.y),
      datasets: () => [
        line('mean', { label: '50th', borderWidth: 2.2 }),
        line('high', { label: '85th', borderWidth: 1, fill: '+1', backgroundColor: fade(colour(panel), 0.16) }),
        line('low', { label: '15th', borderWidth: 1 }),
      ],
    };
  }

  /** Histograms, first epoch on top. */
  function ridges(panel) {
    const base = (k) => panel.ridges.length - 1 - k;
    return {
      xTitle: 'value', yTitle: 'epoch', columns: ['value', 'share of the peak'], noTooltip: true, zoomMode: 'x',
      at: () => '', label: () => '', x: { min: panel.low, max: panel.high },
      y: {
        min: -0.2, max: panel.ridges.length + 0.7,
        afterBuildTicks: (axis) => { axis.ticks = panel.ridges.map((_, k) => ({ value: k })); },
      },
      yTicks: { autoSkip: false, callback: (k) => String(panel.ridges[base(k)].epoch) },
      datasets: () => panel.ridges.map(({ epoch, x: xs, y }, k) => ({
        label: 'epoch ' + epoch, rows: xs.map((x, i) => ({ x, y: y[i] })), data: xs.map((x, i) => ({ x, y: base(k) + 1.5 * y[i] })),
        borderColor: colour(panel), borderWidth: 1.4, fill: { value: base(k) }, backgroundColor: pale(colour(panel)),
        order: base(k), silent: true,
      })),
    };
  }

  /** gamma, beta and running statistics. */
  function layers(host, { layers: plot }) {
    const figures = [];
    for (const layer of new Set(plot.panels.map((panel) => panel.layer))) {
      const own = plot.panels.filter((panel) => panel.layer === layer);
      const grid = make('div', { class: 'grid four' });
      host.append(make('h3', { class: 'layer' }, layer + ' · ' + own[0].values.length + ' features'), grid);
      figures.push(...own.map((panel) => features(grid, panel)));
    }
    host.append(note(plot));
    return figures;
  }

  /** A line a feature, and their mean. */
  function features(grid, { look, layer, quantity, epochs, values, mean }) {
    const line = (ys, extra) => ({
      data: epochs.map((x, k) => ({ x, y: ys[k] })), pointRadius: lab.pointRadius(ys.filter((y) => y !== null).length), ...extra,
    });
    const alpha = Math.max(0.2, Math.min(0.65, 8 / values.length));
    return lab.figure(grid, {
      id: 'norm-' + layer + '-' + quantity.replace(' ', '-'), title: quantity, name: layer,
      xTitle: '', yTitle: '', columns: ['epoch', quantity],
      x: { max: Math.max(1, epochs[epochs.length - 1]) }, xTicks: { precision: 0, maxTicksLimit: 6 }, yTicks: { maxTicksLimit: 5 },
      at: (x) => layer + ', epoch ' + x, label: (item) => item.dataset.label + ': ' + number(item.raw.y),
      datasets: () => [
        line(mean, { label: 'mean', borderColor: css('--text'), borderWidth: 2, order: -1 }),
        ...values.map((ys, f) =>
          line(ys, { label: 'feature ' + f, borderColor: fade(colour({ look }), alpha), borderWidth: 1.2, unnamed: true })),
      ],
    });
  }

  function mistake({ row, label, predicted }) {
    const bytes = Uint8Array.from(atob(row.pixels), (c) => c.charCodeAt(0));
    const side = Math.round(Math.sqrt(bytes.length));
    const canvas = make('canvas', { width: side, height: side, role: 'img', 'aria-label': 'image ' + row.index });
    const pixels = new ImageData(side, side);
    bytes.forEach((value, i) => pixels.data.set([value, value, value, 255], 4 * i));
    canvas.getContext('2d').putImageData(pixels, 0, 0);
    return make('div', {}, canvas, make('b', {}, label), make('span', {}, 'as ' + predicted + ', ' + lab.percent(row.probability, 1)));
  }

  function classes(host, detail) {
    host.append(make('div', { class: 'grid' }, ...detail.classes.map(({ id, title, caption, panels }) => make('figure', { id },
      make('header', {}, make('h3', {}, title)),
      id === 'confusion' ? lab.grid(panels[0]) : make('div', { class: 'mistakes' }, ...panels.map(mistake)),
      make('figcaption', {}, caption)))));
    return [];
  }

  const trials = (has) => data.details.filter(has).map((detail) => ({ key: detail.trial, text: detail.label, ...detail }));

  Object.assign(lab, {
    drawActivations: (parent) => {
      byLayer(parent, 'percentiles', 'Percentiles over the training', data.percentiles, percentiles);
      byLayer(parent, 'histograms', 'Distribution, epoch by epoch', data.histograms, ridges);
    },
    drawLayers: (parent) => choose(parent, 'normalization', 'Trial', trials((one) => one.layers.panels.length), layers),
    drawClasses: (parent) => choose(parent, 'classes', 'Trial', trials((one) => one.classes.length), classes),
  });
})();
