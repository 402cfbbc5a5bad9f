/* What is shown of one trial a group: activations, normalization layers, classes. */
(() => {
  'use strict';
  const { data, state, make, css, look, fade, pale, number } = lab;
  const name = (detail) => data.groups[data.trials[detail.trial].group].label;
  const seedOf = (detail) => (data.trials[detail.trial].seed ? ', seed ' + data.trials[detail.trial].seed : '');
  const which = () => (data.standIn ? 'STAND-IN DATA. ' : '') + (data.data || 'Data not recorded') + '; ';

  /** A list to choose from, where there is more than one entry; draw(index) shows the one that was chosen before, else the first. The choice is kept by key. */
  function select(parent, key, label, choices, draw, keys = choices) {
    const box = make('select', { onchange: () => { state.choices[key] = keys[+box.value]; draw(+box.value); } }, ...choices.map((text, i) => make('option', { value: i }, text)));
    const first = Math.max(0, keys.indexOf(state.choices[key]));
    box.value = String(first);
    if (choices.length > 1) parent.append(make('p', { class: 'interactive' }, make('label', { class: 'field' }, label, box)));
    return () => draw(first);
  }

  /** The same for one trial a group. */
  const selectTrial = (parent, key, details, draw) =>
    select(parent, key, 'Trial', details.map((d) => name(d) + seedOf(d)), draw, details.map((d) => data.trials[d.trial].name));

  /** Of the details those that can be shown side by side: of groups that are shown at first. */
  const beside = (has) => data.details.filter((d) => has(d) && data.shown.includes(data.trials[d.trial].group)).slice(0, 8);

  const distinct = (values) => [...new Set(values)];

  /** The percentiles of a layer, one panel a group, on common axes. */
  function percentiles(parent) {
    const with_ = beside((d) => d.percentiles.length);
    if (!with_.length) return;
    const tracks = distinct(with_.flatMap((d) => d.percentiles.map(kind)));
    const grid = make('div', { class: with_.length > 2 ? 'grid three' : 'grid' });
    let panels = [];
    const draw = (choice) => {
      panels.forEach(lab.remove);
      const found = with_.map((d) => d.percentiles.find((t) => kind(t) === tracks[choice]));
      const values = found.filter(Boolean).flatMap((t) => [...t.p15, ...t.p85]).filter((v) => v !== null);
      const span = { min: Math.min(...values), max: Math.max(...values) };
      const margin = 0.05 * (span.max - span.min || 1);
      panels = with_.flatMap((d, i) => (found[i] ? [lab.figure(grid, {
        id: 'percentiles-' + i, title: name(d) + (found[i].unit === 'all' ? '' : ', unit ' + found[i].unit), xTitle: 'step', yTitle: 'value', at: (x) => 'step ' + number(x, 6),
        x: { max: lab.lastStep }, y: { suggestedMin: span.min - margin, suggestedMax: span.max + margin },
        label: (item) => item.dataset.label + ': ' + number(item.raw.y),
        datasets: () => quantiles(found[i], look(data.trials[d.trial].group).colour),
      })] : []));
    };
    parent.append(make('h3', {}, 'Percentiles over the training'));
    const start = select(parent, 'percentiles', 'Layer', tracks, draw);
    parent.append(grid, make('p', { class: 'note' }, '15th, 50th and 85th percentile of what enters the activation function, as in figure 1 of Ioffe and Szegedy (2015). ' + which() + 'one seed of each network.'));
    start();
  }

  /** Networks may have typical units of different numbers: they are shown together. */
  const kind = (track) => track.layer + (track.unit === 'all' ? ', all units' : ', one unit of median spread');

  function quantiles(track, colour) {
    const line = (key, extra) => Object.assign({ data: track.steps.map((x, k) => ({ x, y: track[key][k] })), borderColor: colour }, extra);
    return [
      line('p50', { label: '50th', borderWidth: 2.2 }),
      line('p85', { label: '85th', borderWidth: 1, fill: '+1', backgroundColor: fade(colour, 0.16) }),
      line('p15', { label: '15th', borderWidth: 1 }),
    ];
  }

  /** Share of the values in each bin divided by its width. */
  function density(h) {
    const all = h.counts.reduce((a, b) => a + b, 0) || 1;
    return h.counts.map((count, i) => count / (all * (h.edges[i + 1] - h.edges[i])));
  }

  /** Histograms as ridges, first epoch on top. */
  function ridges(parent) {
    const with_ = beside((d) => d.histograms.length);
    if (!with_.length) return;
    const layers = distinct(with_.flatMap((d) => d.histograms.map((h) => h.layer)));
    const grid = make('div', { class: with_.length > 2 ? 'grid three' : 'grid' });
    let panels = [];
    const draw = (choice) => {
      panels.forEach(lab.remove);
      const found = with_.map((d) => spread(d.histograms.filter((h) => h.layer === layers[choice]), 9));
      const ends = found.flat().map(middle99);
      const x = { min: Math.min(...ends.map((e) => e[0])), max: Math.max(...ends.map((e) => e[1])) };
      panels = with_.flatMap((d, i) => (found[i].length ? [lab.figure(grid, {
        id: 'histograms-' + i, title: name(d), xTitle: 'value', yTitle: 'epoch', noTooltip: true, zoomMode: 'x', x,
        y: { min: -0.2, max: found[i].length + 0.7, afterBuildTicks: (axis) => { axis.ticks = found[i].map((_, k) => ({ value: k })); } }, at: () => '', label: () => '',
        yTicks: { autoSkip: false, callback: (v) => String(found[i][found[i].length - 1 - v].epoch) },
        datasets: () => found[i].map((h, k) => ridge(h, found[i].length - 1 - k, look(data.trials[d.trial].group).colour)),
      })] : []));
    };
    parent.append(make('h3', {}, 'Distribution, epoch by epoch'));
    const start = select(parent, 'histograms', 'Layer', layers, draw);
    parent.append(grid, make('p', { class: 'note' }, 'Histograms of what enters the activation function, all units; each ridge is scaled to its own peak. ' + which() + 'one seed of each network.'));
    start();
  }

  function spread(list, most) {
    if (list.length <= most) return list;
    return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]);
  }

  function middle99(h) {
    const all = h.counts.reduce((a, b) => a + b, 0) || 1;
    const mass = h.counts.map((count) => count / all);
    let sum = 0;
    let low = null;
    let high = h.edges[h.edges.length - 1];
    for (let i = 0; i < mass.length; i++) {
      sum += mass[i];
      if (low === null && sum > 0.005) low = h.edges[i];
      if (sum >= 0.995) { high = h.edges[i + 1]; break; }
    }
    return [low === null ? h.edges[0] : low, high];
  }

  function ridge(h, base, colour) {
    const dense = density(h);
    const peak = Math.max(...dense) || 1;
    const points = dense.map((d, i) => ({ x: (h.edges[i] + h.edges[i + 1]) / 2, y: base + (1.5 * d) / peak }));
    return { data: [{ x: h.edges[0], y: base }, ...points, { x: h.edges[h.edges.length - 1], y: base }],
      borderColor: colour, borderWidth: 1.4, fill: { value: base }, backgroundColor: pale(colour), order: base, silent: true };
  }

  /** gamma, beta and running statistics: a line a feature, and their mean. */
  function normalization(parent) {
    const with_ = data.details.filter((d) => d.layers.length);
    if (!with_.length) return;
    const host = make('div');
    let panels = [];
    const draw = (choice) => {
      panels.forEach(lab.remove);
      panels = [];
      host.replaceChildren();
      const detail = with_[choice];
      const colour = () => look(data.trials[detail.trial].group).colour;
      for (const layer of detail.layers) {
        const grid = make('div', { class: 'grid four' });
        host.append(make('h3', { class: 'layer' }, layer.name + ' · ' + Object.values(layer.values)[0].length + ' features'), grid);
        for (const [quantity, table] of Object.entries(layer.values)) {
          panels.push(features(grid, layer, quantity, table, colour));
        }
      }
      host.append(make('p', { class: 'note' }, 'One thin line a feature; the thick line is their mean. ' + which() + name(detail) + ', one seed' + seedOf(detail).replace(', seed', ':') + '. Epoch 0 is the state before training.'));
    };
    const start = selectTrial(parent, 'normalization', with_, draw);
    parent.append(host);
    start();
  }

  function features(grid, layer, quantity, table, colour) {
    const line = (values, extra) => Object.assign({ data: layer.epochs.map((x, k) => ({ x, y: values[k] })) }, extra);
    const mean = layer.epochs.map((_, k) => {
      const values = table.map((row) => row[k]).filter((v) => v !== null);
      return values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
    });
    const alpha = Math.max(0.2, Math.min(0.65, 8 / table.length));
    return lab.figure(grid, {
      id: 'norm-' + layer.name + '-' + quantity.replace(' ', '-'), title: quantity, xTitle: '', yTitle: '', x: { max: Math.max(1, layer.epochs[layer.epochs.length - 1]) }, xTicks: { precision: 0, maxTicksLimit: 6 }, yTicks: { maxTicksLimit: 5 },
      at: (x) => layer.name + ', epoch ' + x, label: (item) => item.dataset.label + ': ' + number(item.raw.y),
      datasets: () => [
        line(mean, { label: 'mean', borderColor: css('--text'), borderWidth: 2, order: -1 }),
        ...table.map((row, f) => line(row, { label: 'feature ' + f, borderColor: fade(colour(), alpha), borderWidth: 1.2 })),
      ],
    });
  }

  function confusion(detail) {
    const most = Math.max(...detail.confusion.flatMap((row, i) => row.filter((_, j) => j !== i)), 1);
    const head = make('tr', { class: detail.classes[0].length > 2 ? 'tilted' : null }, make('th', { scope: 'col' }, ''), ...detail.classes.map((c) => make('th', { scope: 'col' }, c)));
    const body = detail.confusion.map((row, i) => make('tr', {}, make('th', { scope: 'row' }, detail.classes[i]), ...row.map((count, j) => {
      const cell = make('td', {}, String(count));
      const total = row.reduce((a, b) => a + b, 0) || 1;
      const strength = i === j ? 0.15 + 0.35 * (count / total) : 0.75 * (count / most);
      cell.style.backgroundColor = 'color-mix(in srgb, var(' + (i === j ? '--c0' : '--c1') + ') ' + Math.round(100 * strength) + '%, transparent)';
      if (count === 0) cell.style.color = 'transparent';
      return cell;
    })));
    return make('figure', { id: 'confusion' }, make('header', {}, make('h3', {}, 'Confusion matrix')),
      make('div', { class: 'scroll confusion' }, make('table', {}, make('thead', {}, head), make('tbody', {}, ...body))),
      make('figcaption', {}, 'Test images by class (rows) and answer (columns) after training; right answers blue, wrong ones orange. ' + which() + name(detail) + ', one seed' + seedOf(detail).replace(', seed', ':') + '.'));
  }

  function image(mistake, classes) {
    const bytes = Uint8Array.from(atob(mistake.pixels), (c) => c.charCodeAt(0));
    const side = Math.round(Math.sqrt(bytes.length));
    const canvas = make('canvas', { width: side, height: side, role: 'img', 'aria-label': 'test image ' + mistake.index });
    const pixels = new ImageData(side, side);
    bytes.forEach((value, i) => pixels.data.set([value, value, value, 255], 4 * i));
    canvas.getContext('2d').putImageData(pixels, 0, 0);
    return make('div', {}, canvas, make('b', {}, classes[mistake.label]), make('span', {}, 'as ' + classes[mistake.predicted] + ', ' + (100 * mistake.probability).toFixed(1) + '\u00a0%'));
  }

  function classes(parent) {
    const with_ = data.details.filter((d) => d.confusion.length || d.mistakes.length);
    if (!with_.length) return;
    const host = make('div', { class: 'grid' });
    const draw = (choice) => {
      const detail = with_[choice];
      host.replaceChildren();
      if (detail.confusion.length) host.append(confusion(detail));
      if (detail.mistakes.length) {
        host.append(make('figure', { id: 'mistakes' }, make('header', {}, make('h3', {}, 'Most wrong')),
          make('div', { class: 'mistakes' }, ...detail.mistakes.map((m) => image(m, detail.classes))),
          make('figcaption', {}, 'Test images whose right class (bold) is given the lowest probability, with the answer that is given instead and its probability. ' + which() + name(detail) + ', one seed' + seedOf(detail).replace(', seed', ':') + '.')));
      }
    };
    const start = selectTrial(parent, 'classes', with_, draw);
    parent.append(host);
    start();
  }

  Object.assign(lab, { percentiles, ridges, normalization, classes });
})();
