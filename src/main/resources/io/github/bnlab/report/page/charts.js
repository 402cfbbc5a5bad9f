/* A figure around a chart: title, buttons, caption, keyboard, theme. */
(() => {
  'use strict';
  const { state, make, css } = lab;
  const figures = [];
  const earlier = new Map();
  const SAME_PIXELS = 4; // points that lie closer to each other are at one x

  Chart.defaults.locale = 'en';
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;

  /** The points at one x, the nearest to the pointer, one a curve, at most ten: the closest in y. */
  Chart.Interaction.modes.nearestByX = (chart, event, options, useFinal) => {
    const items = [];
    for (const meta of chart.getSortedVisibleDatasetMetas()) {
      const dataset = chart.data.datasets[meta.index];
      if (dataset.silent || !meta.data.length) {
        continue;
      }
      const scale = chart.scales[meta.xAxisID];
      const index = nearest(dataset.data, scale.getValueForPixel(event.x), scale);
      if (index >= 0) {
        const element = meta.data[index];
        const { x, y } = element.getCenterPoint(useFinal);
        items.push({ element, datasetIndex: meta.index, index, x, beside: Math.abs(x - event.x), away: Math.abs(y - event.y) });
      }
    }
    const at = items.reduce((best, item) => (item.beside < best.beside ? item : best), items[0]);
    return items.filter((item) => Math.abs(item.x - at.x) < SAME_PIXELS).sort((a, b) => a.away - b.away).slice(0, 10);
  };

  function nearest(points, x, scale) {
    let low = 0;
    let high = points.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle].x < x) low = middle + 1;
      else high = middle;
    }
    let best = -1;
    for (let i = Math.max(0, low - 1); i <= Math.min(points.length - 1, low + 1); i++) {
      const closer = best < 0 || Math.abs(points[i].x - x) < Math.abs(points[best].x - x);
      if (points[i].y !== null && closer) best = i;
    }
    return best >= 0 && points[best].x >= scale.min && points[best].x <= scale.max ? best : -1;
  }

  function axis(title, ticks, extra) {
    const log = extra.type === 'logarithmic' ? { callback: logTicks } : {};
    return {
      title: { display: !!title, text: title, color: css('--dim'), font: { size: 12 } },
      ticks: { color: css('--dim'), font: { size: 11.5 }, maxRotation: 0, includeBounds: false, ...log, ...ticks },
      grid: { color: css('--grid'), tickLength: 4 },
      border: { color: css('--line') },
      ...extra,
    };
  }

  const isRound = (value) => [1, 2, 5].includes(+value.toExponential().split('e')[0]);

  /** Values of ticks, each at least an eighth of the axis beyond the one before. */
  function apart(ticks) {
    const gap = Math.pow(ticks[ticks.length - 1].value / ticks[0].value, 1 / 8);
    let next = 0;
    return ticks.map((tick) => tick.value).filter((value) => {
      const kept = value >= next;
      if (kept) next = value * gap;
      return kept;
    });
  }

  /** Labels of round numbers, or of ticks that are far enough apart in a range that has fewer than two of them. */
  function logTicks(value, _, ticks) {
    const some = ticks.filter((tick) => isRound(tick.value)).length > 1;
    if (some ? !isRound(value) : !apart(ticks).includes(value)) return '';
    const text = (x, digits) => (x < 1e-3 ? x.toExponential(digits - 1) : lab.number(x, digits));
    const differ = (n) => new Set(ticks.map((tick) => text(tick.value, n))).size === ticks.length;
    const digits = some ? 1 : [2, 3, 4, 5].find(differ) || 6;
    return text(value, digits);
  }

  function options({ spec, log, zoomed }) {
    const scales = {
      x: axis(spec.xTitle, spec.xTicks, { type: 'linear', ...spec.x }),
      y: axis(spec.yTitle, spec.yTicks, { type: log ? 'logarithmic' : 'linear', ...spec.y }),
    };
    return {
      animation: false, parsing: false, normalized: true, responsive: true, maintainAspectRatio: false,
      interaction: spec.interaction || { mode: 'nearestByX', intersect: false },
      elements: { point: { radius: 0, hoverRadius: 3.5 }, line: { borderWidth: 1.8, tension: 0 } },
      plugins: {
        legend: { display: false },
        tooltip: {
          enabled: !spec.noTooltip, backgroundColor: css('--soft'), titleColor: css('--text'), bodyColor: css('--text'),
          borderColor: css('--line'), borderWidth: 1, boxWidth: 9, boxHeight: 9, boxPadding: 4, padding: 9,
          // A dot and the two ends of its line say the same.
          filter: (item, k, items) => !item.dataset.silent
            && (!item.dataset.dot || items.findIndex((one) => one.dataset.dot === item.dataset.dot) === k),
          callbacks: {
            title: (items) => (items.length ? spec.at(items[0].raw.x, items[0]) : ''),
            label: (item) => spec.label(item),
            labelColor: (item) => ({ borderColor: item.dataset.borderColor, backgroundColor: item.dataset.borderColor }),
          },
        },
        zoom: {
          limits: { x: { min: 'original', max: 'original' } },
          zoom: { drag: { enabled: true, backgroundColor: lab.fade(css('--c0'), 0.15), threshold: 8 },
            pinch: { enabled: true }, wheel: { enabled: true, modifierKey: 'ctrl' }, mode: spec.zoomMode || 'xy', onZoom: zoomed },
          pan: { enabled: true, modifierKey: 'shift', mode: spec.zoomMode || 'xy', onPan: zoomed },
        },
      },
      scales,
    };
  }

  function download(name, url) {
    make('a', { href: url, download: name }).click();
  }

  /** What a set stands for: the points of a curve; a dot with both ends of its line; losses that are not finite; a histogram. */
  function points(set) {
    if (set.rows || set.silent) return set.rows || [];
    if (set.dot) return set.data.length > 1 ? [{ x: set.dot.value, low: set.dot.low, high: set.dot.high }] : [];
    return set.cross ? set.data.map(({ x, what }) => ({ x, what })) : set.data;
  }

  /** The points of a chart as CSV: a row a point; low and high are the ends of a band or line. */
  function csv(self) {
    const quoted = (value) => (/[",\n]/.test(value) ? '"' + value.replaceAll('"', '""') + '"' : value);
    const rows = self.spec.datasets().flatMap((set) => points(set).map((p) =>
      [set.label || p.what || '', p.x, p.y, p.low, p.high].map((value) => quoted(String(value ?? ''))).join(',')));
    const columns = self.spec.columns || [self.spec.xTitle || 'x', self.spec.yTitle || 'y'];
    const text = ['series,' + columns.map(quoted).join(',') + ',low,high', ...rows].join('\n') + '\n';
    download(self.spec.id + '.csv', URL.createObjectURL(new Blob([text], { type: 'text/csv' })));
  }

  /** The chart with its title and legend as an image. */
  function png(self) {
    const source = self.chart.canvas;
    const scale = source.width / source.clientWidth;
    const named = self.spec.datasets().filter((set) => set.label && !set.silent && !set.unnamed);
    const keys = [...new Map(named.map((set) => [set.label, set])).values()];
    const line = 20 * scale;
    const canvas = make('canvas', { width: source.width, height: source.height + line * (2 + keys.length) });
    const g = canvas.getContext('2d');
    g.fillStyle = css('--page');
    g.fillRect(0, 0, canvas.width, canvas.height);
    g.fillStyle = css('--text');
    g.font = '600 ' + 15 * scale + 'px ' + Chart.defaults.font.family;
    g.fillText([self.spec.name, self.spec.title].filter(Boolean).join(', '), 10 * scale, line, canvas.width - 20 * scale);
    g.font = 12.5 * scale + 'px ' + Chart.defaults.font.family;
    keys.forEach((set, k) => {
      const y = line * (k + 2);
      g.strokeStyle = set.borderColor;
      g.lineWidth = 2.5 * scale;
      g.setLineDash((set.borderDash || []).map((d) => d * scale));
      g.beginPath();
      g.moveTo(10 * scale, y - 4 * scale);
      g.lineTo(40 * scale, y - 4 * scale);
      g.stroke();
      if (set.pointStyle && set.pointStyle !== 'circle') {
        g.fillStyle = set.borderColor;
        Chart.helpers.drawPoint(g, { pointStyle: set.pointStyle, radius: 5 * scale, borderWidth: 0 }, 25 * scale, y - 4 * scale);
        g.fillStyle = css('--text');
      }
      g.fillText(set.label, 48 * scale, y, canvas.width - 58 * scale);
    });
    g.drawImage(source, 0, canvas.height - source.height);
    canvas.toBlob((blob) => download(self.spec.id + '.png', URL.createObjectURL(blob)));
  }

  /**
   * Adds a figure. spec: id, title, name (of the plot it belongs to), caption(), datasets(), xTitle, yTitle, at(x), label(item),
   * and optionally log (whether the y axis can be logarithmic), startLog (whether it is at first), height in pixels, wide,
   * tools (elements for the header), x, y, xTicks, yTicks, columns (of the CSV, if not the titles of the axes).
   */
  function figure(parent, spec) {
    // Where the figure was drawn before, from other data, its chart stays: nothing flickers.
    const before = earlier.get(spec.id);
    earlier.delete(spec.id);
    const plot = before ? before.plot : make('div', { class: 'plot' }, make('canvas', { tabindex: '0', role: 'img' }));
    const canvas = plot.firstChild;
    canvas.setAttribute('aria-label', [spec.name, spec.title].filter(Boolean).join(', '));
    plot.style.height = spec.height ? spec.height + 'px' : '';
    // At once: what is below must not move when the chart is drawn.
    const caption = make('figcaption', {}, spec.caption ? spec.caption() : '');
    const self = {
      spec, plot, canvas, caption, chart: before ? before.chart : null, log: state.log[spec.id] ?? !!spec.startLog, due: true,
      draw: () => draw(self),
      zoomed() {
        const axes = spec.zoomMode === 'x' ? ['x'] : ['x', 'y'];
        state.zoom[spec.id] = Object.fromEntries(axes.map((axis) => [axis, bounds(self.chart.scales[axis])]));
        reset.hidden = false;
      },
      redraw() {
        self.due = true;
        if (self.near) self.draw();
      },
      reset() {
        delete state.zoom[spec.id];
        self.chart.resetZoom('none');
        self.chart.destroy();
        self.chart = null;
        if (document.activeElement === reset) canvas.focus({ preventScroll: true });
        reset.hidden = true;
        self.draw();
      },
      setLog(on) {
        self.log = on;
        state.log[spec.id] = on;
        log.setAttribute('aria-pressed', String(on));
        if (!reset.hidden) self.reset();
        else self.redraw();
      },
    };
    const { reset, log, save } = buttons(self);
    const header = make('header', {}, make('h3', { 'aria-hidden': spec.title ? null : 'true' }, spec.title), ...(spec.tools || []), reset, log, ...save);
    const element = make('figure', { id: spec.id, class: spec.wide ? 'wide' : null }, header, plot, spec.caption ? caption : null);
    self.element = element;
    // On the figure, which is a new one where the canvas stays.
    element.addEventListener('keydown', (event) => event.target === canvas && keyboard(event, self));
    element.addEventListener('focusout', (event) => event.target === canvas && self.chart && point(self.chart, null));
    figures.push(self);
    parent.append(element);
    watcher.observe(element);
    return self;
  }

  /** Buttons of a figure; log is null where its axis is always linear. */
  function buttons(self) {
    const { spec, log } = self;
    const button = (text, onclick, more) => make('button', { type: 'button', class: 'quiet small', onclick, ...more }, text);
    const logAttributes = { 'aria-pressed': String(log), title: 'Logarithmic axis' };
    return {
      reset: button('Reset zoom', () => self.reset(), { hidden: !state.zoom[spec.id] }),
      log: spec.log ? button('Log', () => self.setLog(!self.log), logAttributes) : null,
      save: [['PNG', png], ['CSV', csv]].map(([text, action]) =>
        button(text, () => action(self), { class: 'quiet small save', title: 'Save as ' + text })),
    };
  }

  /** Draws the chart of a figure, or what changed in it. */
  function draw(self) {
    const { spec, caption, canvas } = self;
    self.due = false;
    if (spec.caption) caption.textContent = spec.caption();
    const datasets = spec.datasets();
    const zoom = Object.entries(state.zoom[spec.id] || {});
    if (self.chart) {
      const fresh = options(self);
      zoom.forEach(([axis, ends]) => Object.assign(fresh.scales[axis], ends));
      self.chart.data.datasets = datasets;
      self.chart.options = fresh;
      self.chart.update('none');
    } else {
      self.chart = new Chart(canvas, { type: 'line', data: { datasets }, options: options(self) });
      zoom.forEach(([axis, ends]) => self.chart.zoomScale(axis, ends, 'none'));
    }
  }

  const bounds = (scale) => ({ min: scale.min, max: scale.max });

  /** Arrows move the pointer, plus and minus zoom, zero shows everything. */
  function keyboard(event, self) {
    const chart = self.chart;
    const area = chart.chartArea;
    const x = chart.tooltip && chart.tooltip.opacity ? chart.tooltip.caretX : null;
    const step = (area.right - area.left) / 60;
    const zoom = (factor) => { chart.zoom(self.spec.zoomMode === 'x' ? { x: factor } : factor, 'none'); point(chart, null); };
    const actions = {
      ArrowRight: () => point(chart, x === null ? area.left : Math.min(area.right, Math.max(x + step, beyond(chart, x, 1)))),
      ArrowLeft: () => point(chart, x === null ? area.right : Math.max(area.left, Math.min(x - step, beyond(chart, x, -1)))),
      '+': () => zoom(1.4),
      '-': () => zoom(1 / 1.4),
      0: () => self.reset(),
      Escape: () => point(chart, null),
    };
    if (actions[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      actions[event.key]();
      event.preventDefault();
    }
  }

  /** Where the next point lies in a direction; x if no point does. */
  function beyond(chart, x, sign) {
    const { left, right } = chart.chartArea;
    return chart.getSortedVisibleDatasetMetas().flatMap((meta) => (chart.data.datasets[meta.index].silent ? [] : meta.data))
      .filter((one) => !one.skip && one.x >= left && one.x <= right && sign * (one.x - x) >= SAME_PIXELS)
      .reduce((next, one) => (next === x || sign * (one.x - next) < 0 ? one.x : next), x);
  }

  function point(chart, x) {
    const y = (chart.chartArea.top + chart.chartArea.bottom) / 2;
    const items = x === null ? [] : Chart.Interaction.modes.nearestByX(chart, { x, y }, {}, true);
    chart.setActiveElements(items);
    chart.tooltip.setActiveElements(items, { x: x === null ? 0 : x, y });
    chart.update('none');
  }

  /** Charts are drawn when they come near the window: a page of many opens at once. */
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const self = figures.find((one) => one.element === entry.target);
      if (!self) continue; // It was removed after it was seen.
      self.near = entry.isIntersecting;
      if (self.near && self.due) self.draw();
    }
  }, { rootMargin: '400px' });

  function redrawAll() {
    figures.forEach((self) => self.redraw());
  }

  function remove(self) {
    watcher.unobserve(self.element);
    if (self.chart) self.chart.destroy();
    figures.splice(figures.indexOf(self), 1);
    self.element.remove();
  }

  /** Builds figures again; the charts of those that are not built any more end. */
  function rebuild(build) {
    figures.forEach((self) => { watcher.unobserve(self.element); earlier.set(self.spec.id, self); });
    figures.length = 0;
    build();
    earlier.forEach((self) => self.chart && self.chart.destroy());
    earlier.clear();
  }

  Object.assign(lab, { figure, figures, redrawAll, remove, rebuild });
})();
