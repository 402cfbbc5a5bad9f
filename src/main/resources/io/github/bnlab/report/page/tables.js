/* The table of convergence and the sortable table of trials. */
(() => {
  'use strict';
  const { data, state, make, number, percent } = lab;

  const MARKS = { circle: '●', rect: '■', triangle: '▲', rectRot: '◆' };

  /** The line of a look as charts draw it: its colour, dashes and marker. */
  function swatch(group, look = data.groups[group].look) {
    const { colour, dash, marker } = lab.looks(look);
    const element = make('span', { class: 'swatch', 'data-look': look, 'data-mark': marker && MARKS[marker] });
    let at = 0;
    const parts = dash.map((length, k) => (k % 2 ? 'transparent ' : 'currentColor ') + at + 'px ' + (at += length) + 'px');
    element.style.color = colour;
    if (parts.length) element.style.background = 'repeating-linear-gradient(90deg, ' + parts.join(', ') + ')';
    return element;
  }

  /** One row per group; epochs, steps and ratio for every target. */
  function convergence(parent) {
    if (!data.convergence.some((row) => row.reached > 0)) return;
    const find = (g, target) => data.convergence.find((row) => row.group === g && row.target === target);
    const targets = data.targets.filter((target) => data.convergence.some((row) => row.target === target));
    const rated = (target) => data.convergence.some((row) => row.target === target && row.ratio !== null);
    const cells = (target, tag, [epochs, steps, ratio]) => [epochs, steps, ...(rated(target) ? [ratio] : [])].map((content, k) =>
      make(tag, { class: 'number' + (k ? '' : ' first'), scope: tag === 'th' ? 'col' : null }, content));
    const head = make('thead', {},
      make('tr', {}, make('th', { class: 'span' }), ...targets.map((target) =>
        make('th', { scope: 'colgroup', colspan: rated(target) ? '3' : '2', class: 'span first' },
          Math.round(100 * target) + '\u00a0% ' + lab.split + ' accuracy'))),
      make('tr', {}, make('th', {}), ...targets.flatMap((target) => cells(target, 'th', ['epochs', 'steps', 'without / with']))));
    const body = data.groups.map((group, g) => make('tr', {}, make('th', { scope: 'row' }, lab.swatch(g), group.label), ...targets.flatMap((target) => {
      const row = find(g, target);
      // Groups have rows for the targets of their own data set only.
      if (!row || row.reached === 0) return cells(target, 'td', [row ? 'not reached' : '', '', '']);
      const some = row.reached < row.of ? ' (' + row.reached + ' of ' + row.of + ' seeds)' : '';
      return cells(target, 'td', [number(row.epochs, 3) + some, number(Math.round(row.steps), 6), ratio(row.ratio)]);
    })));
    const ratios = ' The ratio divides the steps of the same network without normalization by those with it, where all seeds of both'
      + ' get there: the geometric mean over the seeds, with its 95% interval where there are three or more.';
    parent.append(
      make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'how fast' },
        make('table', { id: 'convergence-table' }, head, make('tbody', {}, ...body))),
      make('p', { class: 'note' }, data.source + '; means over ' + data.seeds
        + '. The first evaluation at or above the target counts.' + (targets.some(rated) ? ratios : '')));
  }

  function ratio(estimate) {
    if (estimate === null) return '';
    const interval = estimate.high - estimate.low < 1e-9 ? '' : ' [' + lab.fixed(estimate.low, 2) + ', ' + lab.fixed(estimate.high, 2) + ']';
    return make('span', {}, make('b', {}, lab.fixed(estimate.mean, 2) + '\u00a0×'), interval);
  }

  const last = (values) => values.reduce((kept, value) => (value === null ? kept : value), null);
  const best = (values) => values.reduce((kept, value) => (value === null || (kept !== null && kept >= value) ? kept : value), null);

  function status({ state, reason }) {
    return make('span', { class: ['finished', 'running'].includes(state) ? null : 'bad', title: reason || null }, state);
  }

  function records(trial) {
    const link = (file, text) => make('a', { href: trial.link + file }, text);
    return make('span', {}, link('trial.yaml', 'settings'), ' ', link('epochs.csv', 'epochs'), ' ', link('iterations.csv', 'steps'));
  }

  function columns() {
    const kind = lab.split;
    const trained = (t) => t.epochs[kind + '-accuracy'].filter((_, k) => t.epochs.epoch[k] > 0);
    const timed = data.live || data.trials.some((t) => t.rate !== null);
    const settings = data.settings.map((s) => ({ title: s.label, of: (t) => t.settings[s.key] ?? '' }));
    return [
      { title: 'trial', of: (t) => t.name, cell: (t) => (t.link ? make('a', { href: t.link }, t.name) : t.name) },
      ...settings,
      { title: 'seed', of: (t) => t.seed },
      { title: 'best ' + kind + ' accuracy', of: (t) => best(trained(t)), format: percent, number: true },
      { title: 'final', of: (t) => last(trained(t)), format: percent, number: true },
      ...data.targets.map((target, k) =>
        ({ title: 'steps to ' + Math.round(100 * target) + '\u00a0%', of: (t) => t.reach[k], format: (v) => number(v, 6), number: true })),
      ...(timed ? [{ title: 'samples/s', of: (t) => t.rate, format: (v) => number(v === null ? null : Math.round(v), 5), number: true }] : []),
      { title: 'status', of: (t) => t.state, cell: status },
      ...(data.live ? [] : [{ title: 'records', plain: true, cell: records }]),
    ];
  }

  const empty = (v) => v === null || v === '';

  /** Numbers by value, texts in natural order, empty ones last in both directions. */
  function compare(a, b, down) {
    if (empty(a) || empty(b)) return empty(a) - empty(b);
    const difference = Number.isNaN(+a) || Number.isNaN(+b) ? String(a).localeCompare(String(b), 'en', { numeric: true }) : a - b;
    return down ? -difference : difference;
  }

  lab.trialTable = (parent) => {
    const list = columns();
    const order = data.trials.map((_, i) => i);
    const body = make('tbody');
    const all = make('input', { type: 'checkbox', 'aria-label': 'show all trials', onchange: () => lab.toggle(order, all.checked) });
    const heads = list.map((column) => {
      const th = make('th', { scope: 'col', class: column.number ? 'number' : null });
      th.append(column.plain ? column.title : make('button', { type: 'button', onclick: () => {
        state.sort = { title: column.title, down: th.getAttribute('aria-sort') === 'ascending' };
        sort();
      } }, column.title));
      return th;
    });
    const rows = data.trials.map((trial, i) => {
      const box = make('input', { type: 'checkbox', 'aria-label': 'show ' + trial.name, onchange: () => lab.toggle([i], box.checked) });
      const row = make('tr', { 'data-trial': i }, make('td', {}, box, ' ', swatch(trial.group)), ...list.map((column) => {
        const value = column.of ? column.of(trial) : null;
        const content = column.cell ? column.cell(trial) : column.format ? column.format(value) : String(value);
        return make('td', { class: column.number ? 'number' : null }, content);
      }));
      return { row, box };
    });
    function sort() {
      const { title, down } = state.sort;
      const at = list.findIndex((one) => one.title === title);
      if (at < 0) return;
      const column = list[at];
      heads.forEach((head) => head.removeAttribute('aria-sort'));
      heads[at].setAttribute('aria-sort', down ? 'descending' : 'ascending');
      order.sort((a, b) => compare(column.of(data.trials[a]), column.of(data.trials[b]), down) || a - b);
      body.append(...order.map((i) => rows[i].row));
    }
    function update() {
      rows.forEach(({ row, box }, i) => {
        box.checked = !state.hidden.has(i);
        row.classList.toggle('off', !box.checked);
      });
      all.checked = state.hidden.size === 0;
      all.indeterminate = state.hidden.size > 0 && state.hidden.size < data.trials.length;
    }
    body.append(...rows.map(({ row }) => row));
    if (state.sort) sort();
    parent.append(make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'table of trials' },
      make('table', { id: 'trials' }, make('thead', {}, make('tr', {}, make('th', {}, all), ...heads)), body)));
    lab.listeners.push(update);
    update();
  };

  Object.assign(lab, { swatch, convergenceTable: convergence });
})();
