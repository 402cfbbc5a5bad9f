/* Curves of losses and accuracies, as a mean and band over seeds or one by one. */
(() => {
  'use strict';
  const { data, state, look, fade, number, shown } = lab;

  /** Exponential moving average with the start corrected. */
  function smooth(points, weight) {
    if (!weight) return points;
    let sum = 0;
    let norm = 0;
    return points.map((point) => {
      sum = weight * sum + (1 - weight) * point.y;
      norm = weight * norm + (1 - weight);
      return { x: point.x, y: sum / norm };
    });
  }

  /** Mean, lowest and highest over seeds at every x that one of them has. */
  function band(seeds) {
    const at = new Map();
    for (const points of seeds) {
      for (const { x, y } of points) {
        if (y === null) continue;
        const entry = at.get(x);
        if (!entry) at.set(x, { x, n: 1, sum: y, low: y, high: y });
        else {
          entry.n++;
          entry.sum += y;
          entry.low = Math.min(entry.low, y);
          entry.high = Math.max(entry.high, y);
        }
      }
    }
    return [...at.values()].sort((a, b) => a.x - b.x)
      .map(({ x, n, sum, low, high }) => ({ x, y: +(sum / n).toPrecision(12), low, high, n }));
  }

  /** A line, and the band around it where the points have two ends. */
  function line(label, points, { colour, dash, marker }, extra) {
    const edge = (key, more) => ({
      data: points.map((p) => ({ x: p.x, y: p[key] })), borderWidth: 0, pointRadius: 0, pointHitRadius: 0, silent: true, ...more,
    });
    const ranged = points.some((p) => p.low !== p.high);
    const banded = ranged && points.length > 1;
    return [
      {
        label, data: points, borderColor: colour, backgroundColor: colour, borderDash: dash,
        pointStyle: marker || 'circle', pointRadius: lab.pointRadius(points.length, marker), ...extra,
      },
      ...(ranged && points.length === 1 ? [edge('low', {
        data: [points[0].low, points[0].high].map((y) => ({ x: points[0].x, y })), borderColor: colour, borderWidth: 1.6,
      })] : []),
      ...(banded ? [edge('high', { fill: '+1', backgroundColor: fade(colour, 0.18) }), edge('low')] : []),
    ];
  }

  /** The trials of a group that are in its mean: one a seed, not a repetition where there is another. */
  const meant = (group) => {
    const repetitionsFirst = shown(group).sort((a, b) => data.trials[b].repeats - data.trials[a].repeats);
    return [...new Map(repetitionsFirst.map((i) => [data.trials[i].seed, i])).values()];
  };

  /** What is drawn for points of every trial: read(trial index) gives them, smoothing may be 0. */
  function curves(read, weight) {
    const sets = [];
    data.groups.forEach((group, g) => {
      if (lab.view() === 'mean') {
        const mean = band(meant(g).map((i) => smooth(read(i), weight)));
        if (mean.length) sets.push(...line(group.label, mean, look(g), { group: g }));
      } else {
        shown(g).forEach((i) => {
          const trial = data.trials[i];
          const label = group.label + (trial.seed && lab.members[g].length > 1 ? ', seed ' + trial.seed : '');
          const extra = { group: g, trial: i, borderWidth: data.trials.length > 24 ? 1 : 1.5 };
          sets.push(...line(label, smooth(read(i), weight), look(g), extra));
        });
      }
    });
    return sets;
  }

  /** Crosses where a value is NaN or infinite, at the height of the last value before. */
  function crosses(list) {
    return list.length === 0 ? [] : [{
      data: list.map(({ x, y, what }) => ({ x, y, what })).sort((a, b) => a.x - b.x), borderColor: list.map((m) => m.colour),
      showLine: false, pointStyle: 'crossRot', pointRadius: 7, pointBorderWidth: 2.5, cross: true, order: -1,
    }];
  }

  function stepMarks() {
    return crosses(data.trials.flatMap((trial, i) => {
      if (state.hidden.has(i)) return [];
      return trial.marks.slice(0, 3).map(({ step, value }) => {
        let y = trial.losses.length ? trial.losses[0] : 1;
        trial.steps.forEach((s, k) => { if (s < step) y = trial.losses[k]; });
        return { x: step, y, colour: look(trial.group).colour, what: value + ' in ' + trial.name };
      });
    }));
  }

  /** Loss by step: points as recorded, or means of buckets where they are smoothed or averaged. */
  function stepPoints(i) {
    const trial = data.trials[i];
    const asRecorded = lab.view() === 'trials' && !state.smoothing;
    if (asRecorded || data.bucket === 1) return trial.steps.map((x, k) => ({ x, y: trial.losses[k] }));
    // Steps without a recorded loss have no mean.
    return trial.means.flatMap((y, k) => (y === null ? [] : [{ x: k * data.bucket + (data.bucket + 1) / 2, y }]));
  }

  /** What evaluations measured, where they did; x names a column, too. */
  const epochPoints = ({ id, x }) => (i) => {
    const { epochs } = data.trials[i];
    return epochs.epoch.flatMap((epoch, k) =>
      (epoch < state.firstEpoch || epochs[id][k] === null ? [] : [{ x: epochs[x.label][k], y: epochs[id][k] }]));
  };

  /** Which data, how many seeds, what the band is; read(trial index) gives the points drawn. */
  function provenance(read) {
    const drawn = data.groups.filter((_, g) => shown(g).length).length;
    const some = lab.asAtFirst() ? data.fewer
      : drawn < data.groups.length ? ' Drawn: ' + drawn + ' of ' + data.groups.length + ' settings.' : '';
    const whole = () => data.groups.every((_, g) => new Set(meant(g).map((i) => read(i).length)).size < 2);
    const gaps = () => (whole() ? '' : '; where some have no value, over the others');
    const what = lab.view() === 'mean'
      ? 'mean over the seeds shown (of ' + data.seeds + gaps() + '); the band reaches from the lowest to the highest seed.'
      : 'every trial shown by itself (of ' + data.seeds + ').';
    return data.source + '; ' + what + some;
  }

  function stepCaption() {
    const thin = data.bucket === 1 ? '' : lab.view() === 'trials' && !state.smoothing
      ? ' Of every ' + data.bucket + ' steps the smallest and the largest loss are drawn.'
      : ' Means of the losses recorded in every ' + data.bucket + ' steps.';
    const smoothed = state.smoothing ? ' Smoothed by an exponential moving average, weight ' + state.smoothing + '.' : '';
    const marks = data.trials.some((t) => t.marks.length) ? ' A cross marks a loss that is NaN or infinite.' : '';
    return 'Cross-entropy of each batch before its update. ' + provenance(stepPoints) + thin + smoothed + marks;
  }

  function byStep(parent) {
    const output = lab.make('output', {}, String(state.smoothing));
    const slider = lab.make('input', {
      type: 'range', min: '0', max: '0.98', step: '0.02', value: String(state.smoothing), id: 'smoothing',
      oninput: (event) => { output.textContent = event.target.value; lab.change({ smoothing: +event.target.value }); },
    });
    lab.figure(parent, {
      id: 'loss-by-step', title: 'Training loss by step', wide: true, xTitle: 'step', yTitle: 'training loss (nats)',
      log: true, startLog: data.trials.every((t) => t.losses.every((v) => v > 0)), x: { max: lab.lastStep },
      tools: [lab.make('label', { class: 'field' }, 'Smoothing', slider, output)],
      datasets: () => [...curves(stepPoints, state.smoothing), ...stepMarks()],
      at: (x) => 'step ' + number(x, 6), label: lab.label({ format: 'PLAIN' }), caption: stepCaption,
      xTicks: lab.ticks({ format: 'WHOLE' }),
    });
  }

  // A function does not take as many arguments as there may be epochs.
  const lastEpoch = () => data.trials.flatMap((trial) => trial.epochs.epoch).reduce((a, b) => Math.max(a, b), 1);

  function byEpoch(grid, one) {
    const { x, y } = one;
    lab.figure(grid, {
      id: one.id, title: one.title, log: y.format === 'PLAIN', xTitle: x.label, yTitle: y.label,
      datasets: () => curves(epochPoints(one), 0),
      at: (value) => x.label + ' ' + value, label: lab.label(y), caption: () => one.what + ' ' + provenance(epochPoints(one)),
      get x() { return x.label === 'epoch' ? { min: state.firstEpoch, max: lastEpoch() } : {}; }, xTicks: { precision: 0 },
      yTicks: { ...lab.ticks(y), maxTicksLimit: 8 },
    });
  }

  lab.drawCurves = (parent) => {
    const wide = lab.make('div', { class: 'grid' });
    byStep(wide);
    const drawn = data.evaluations.filter(({ id }) => data.trials.some((trial) => trial.epochs[id].some((v) => v !== null)));
    const grid = lab.make('div', { class: drawn.length % 2 ? 'grid three' : 'grid' });
    const pressed = () => String(state.firstEpoch === 1);
    const first = lab.make('button', { type: 'button', class: 'quiet small', 'aria-pressed': pressed(), onclick: () => {
      lab.change({ firstEpoch: 1 - state.firstEpoch });
      first.setAttribute('aria-pressed', pressed());
    } }, 'Without epoch 0');
    parent.append(wide, ...(lastEpoch() > 1 && drawn.length ? [lab.make('p', { class: 'interactive' }, first)] : []), grid);
    drawn.forEach((one) => byEpoch(grid, one));
  };
  Object.assign(lab, { line, crosses });
})();
