/* Curves of losses and accuracies, as a mean and band over seeds or one by one. */
(() => {
  'use strict';
  const { data, state, look, fade, number, percent, shown } = lab;

  /** Exponential moving average with the start corrected; gaps stay gaps. */
  function smooth(points, weight) {
    if (!weight) return points;
    let sum = 0;
    let norm = 0;
    return points.map((point) => {
      if (point.y === null) return point;
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
    return [...at.values()].sort((a, b) => a.x - b.x).map((e) => ({ x: e.x, y: +(e.sum / e.n).toPrecision(12), low: e.low, high: e.high, n: e.n }));
  }

  /** A line, and the band around it where the points have two ends. */
  function line(label, points, { colour, dash, marker }, extra) {
    const edge = (key, more) => ({ data: points.map((p) => ({ x: p.x, y: p[key] })), borderWidth: 0, pointRadius: 0, pointHitRadius: 0, silent: true, ...more });
    const banded = points.length > 1 && points.some((p) => p.low !== p.high);
    return [
      { label, data: points, borderColor: colour, backgroundColor: colour, borderDash: dash, pointStyle: marker || 'circle', pointRadius: lab.pointRadius(points.length, marker), ...extra },
      ...(banded ? [edge('high', { fill: '+1', backgroundColor: fade(colour, 0.18) }), edge('low')] : []),
    ];
  }

  /** What is drawn for points of every trial: read(trial index) gives them, smoothing may be 0. */
  function curves(read, weight) {
    const sets = [];
    data.groups.forEach((group, g) => {
      const trials = shown(g);
      if (lab.view() === 'mean') {
        const mean = band(trials.map((i) => smooth(read(i), weight)));
        if (mean.length) sets.push(...line(group.label, mean, look(g), { group: g }));
      } else {
        trials.forEach((i) => {
          const trial = data.trials[i];
          const label = group.label + (trial.seed && lab.members[g].length > 1 ? ', seed ' + trial.seed : '');
          sets.push(...line(label, smooth(read(i), weight), look(g), { group: g, trial: i, borderWidth: data.trials.length > 24 ? 1 : 1.5 }));
        });
      }
    });
    return sets;
  }

  /** Crosses where a value is NaN or infinite, at the height of the last value before. */
  function crosses(list) {
    return list.length === 0 ? [] : [{
      data: list.map((m) => ({ x: m.x, y: m.y, what: m.what })).sort((a, b) => a.x - b.x), showLine: false, pointStyle: 'crossRot', pointRadius: 7,
      pointBorderWidth: 2.5, borderColor: list.map((m) => m.colour), cross: true, order: -1,
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
    return trial.means.map((y, k) => ({ x: k * data.bucket + (data.bucket + 1) / 2, y }));
  }

  /** Epochs of data sets of several sizes are no common measure. */
  const bySteps = data.settings.some((setting) => setting.key === 'dataset.trainingExamples');
  const each = data.trials.every((trial) => trial.epochs.epoch.every((epoch, k) => k === 0 || epoch === trial.epochs.epoch[k - 1] + 1));
  const measured = ', before training (epoch 0) and ' + (each ? 'after each epoch.' : 'at each evaluation.');

  const epochPoints = (key) => (i) => data.trials[i].epochs.epoch.flatMap((epoch, k) => {
    const y = data.trials[i].epochs[key][k];
    const x = bySteps ? data.trials[i].epochs.step[k] : epoch;
    return epoch < state.firstEpoch ? [] : [{ x, y }];
  });

  function label(format) {
    return (item) => {
      const { raw, dataset } = item;
      if (dataset.cross) return raw.what;
      const range = raw.n > 1 ? '  (' + format(raw.low) + ' to ' + format(raw.high) + ')' : '';
      return dataset.label + ': ' + format(raw.y) + range;
    };
  }

  /** Which data, how many seeds, what the band is. */
  function provenance() {
    const stand = data.standIn ? 'STAND-IN DATA. ' : '';
    const drawn = data.groups.filter((_, g) => shown(g).length).length;
    const some = drawn < data.groups.length ? ' Drawn: ' + drawn + ' of ' + data.groups.length + ' settings.' : '';
    const what = lab.view() === 'mean'
      ? 'mean over the seeds shown (' + data.seeds + '); the band reaches from the lowest to the highest seed.'
      : 'every trial by itself (' + data.seeds + ').';
    return stand + (data.data || 'Data not recorded') + '; ' + what + some;
  }

  function stepCaption() {
    const thin = data.bucket === 1 ? '' : lab.view() === 'trials' && !state.smoothing
      ? ' Of every ' + data.bucket + ' steps the smallest and the largest loss are drawn.'
      : ' Means of ' + data.bucket + ' steps.';
    const smoothed = state.smoothing ? ' Smoothed by an exponential moving average, weight ' + state.smoothing + '.' : '';
    const marks = data.trials.some((t) => t.marks.length) ? ' A cross marks a loss that is NaN or infinite.' : '';
    return 'Cross-entropy of each batch before its update. ' + provenance() + thin + smoothed + marks;
  }

  function byStep(parent) {
    const output = lab.make('output', {}, String(state.smoothing));
    const slider = lab.make('input', {
      type: 'range', min: '0', max: '0.98', step: '0.02', value: String(state.smoothing), id: 'smoothing',
      oninput: (event) => { output.textContent = event.target.value; lab.change({ smoothing: +event.target.value }); },
    });
    lab.figure(parent, {
      id: 'loss-by-step', title: 'Training loss by step', wide: true, log: true, startLog: data.trials.every((t) => t.losses.every((v) => v > 0)), xTitle: 'step', yTitle: 'training loss (nats), ' + data.seeds,
      x: { max: lab.lastStep },
      tools: [lab.make('label', { class: 'field' }, 'Smoothing', slider, output)],
      datasets: () => [...curves(stepPoints, state.smoothing), ...stepMarks()],
      at: (x) => 'step ' + number(x, 6), label: label((v) => number(v)), caption: stepCaption,
      xTicks: { callback: (value) => value.toLocaleString('en') },
    });
  }

  const lastEpoch = () => Math.max(1, ...data.trials.flatMap((trial) => trial.epochs.epoch));

  function byEpoch(host, id, key, title, yTitle, format, says) {
    if (!data.trials.some((trial) => trial.epochs[key].some((v) => v !== null))) return;
    host.push({
      id, title: title + (bySteps ? ' by step' : ' by epoch'), log: format === number, xTitle: bySteps ? 'step' : 'epoch', yTitle: yTitle + ', ' + data.seeds,
      datasets: () => curves(epochPoints(key), 0),
      at: (x) => (bySteps ? 'step ' : 'epoch ') + x, label: label(format), caption: () => says + ' ' + provenance(),
      get x() { return bySteps ? {} : { min: state.firstEpoch, max: Math.max(lastEpoch(), 1) }; }, xTicks: { precision: 0 },
      yTicks: Object.assign({ maxTicksLimit: 8 }, format === percent ? { callback: (v) => +(100 * v).toFixed(2) + '\u00a0%' } : {}),
    });
  }

  lab.drawCurves = (parent) => {
    const wide = lab.make('div', { class: 'grid' });
    byStep(wide);
    const specs = [];
    byEpoch(specs, 'test-accuracy', 'testAccuracy', 'Test accuracy', 'test accuracy', percent, 'Share of test images that are classified correctly' + measured);
    byEpoch(specs, 'training-accuracy', 'trainingAccuracy', 'Training accuracy', 'training accuracy', percent, 'Share of training images that are classified correctly in inference mode' + measured);
    byEpoch(specs, 'test-loss', 'testLoss', 'Test loss', 'test loss (nats)', number, 'On the test images in inference mode' + measured);
    if (!bySteps) byEpoch(specs, 'training-loss-by-epoch', 'trainingLoss', 'Training loss', 'training loss (nats)', number, each ? 'Mean over the examples of the epoch, while it was trained.' : 'Mean of the batches since the evaluation before.');
    byEpoch(specs, 'validation-accuracy', 'validationAccuracy', 'Validation accuracy', 'validation accuracy', percent, 'Share of held-out images that are classified correctly' + measured);
    byEpoch(specs, 'validation-loss', 'validationLoss', 'Validation loss', 'validation loss (nats)', number, 'On images held out from training' + measured);
    const grid = lab.make('div', { class: specs.length % 2 ? 'grid three' : 'grid' });
    const first = lab.make('button', { type: 'button', class: 'quiet small', 'aria-pressed': String(state.firstEpoch === 1), onclick: () => {
      lab.change({ firstEpoch: 1 - state.firstEpoch });
      first.setAttribute('aria-pressed', String(state.firstEpoch === 1));
    } }, 'Without epoch 0');
    parent.append(wide, ...(lastEpoch() > 1 && specs.length ? [lab.make('p', { class: 'interactive' }, first)] : []), grid);
    specs.forEach((spec) => lab.figure(grid, spec));
  };
  Object.assign(lab, { line, crosses });
})();
