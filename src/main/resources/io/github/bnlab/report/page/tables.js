/* The table of convergence and the sortable table of trials. */
(() => {
  'use strict';
  const { data, state, make, number, percent, look } = lab;

  function swatch(group) {
    const element = make('span', { class: 'swatch' });
    const { colour, dash } = look(group);
    element.style.borderTopColor = colour;
    element.style.borderTopStyle = dash.length ? 'dashed' : 'solid';
    element.dataset.group = group;
    return element;
  }

  function convergence(parent) {
    const rows = data.convergence.filter((row) => row.reached > 0 || row.ratio !== null);
    if (!rows.length) return false;
    const head = ['', 'test accuracy', 'seeds that reach it', 'epochs', 'steps', 'steps without / with'];
    if (!lab.hasTest) head[1] = 'validation accuracy';
    const table = make('table', { id: 'convergence-table' }, make('thead', {}, make('tr', {}, ...head.map((text, i) => make('th', { scope: 'col', class: i > 0 ? 'number' : null }, text)))),
      make('tbody', {}, ...data.convergence.map((row) => make('tr', {},
        make('td', {}, swatch(row.group), ' ' + data.groups[row.group].label),
        make('td', { class: 'number' }, Math.round(100 * row.target) + ' %'),
        make('td', { class: 'number' }, row.reached + ' of ' + row.of),
        make('td', { class: 'number' }, row.epochs === null ? '–' : number(row.epochs, 3)),
        make('td', { class: 'number' }, row.steps === null ? '–' : number(Math.round(row.steps), 6)),
        make('td', { class: 'number' }, ...(row.ratio === null ? ['–'] : [make('b', {}, row.ratio.toFixed(2) + ' ×')]))))));
    parent.append(make('div', { class: 'scroll' }, table), make('p', { class: 'note' },
      (data.standIn ? 'STAND-IN DATA. ' : '') + (data.data || 'Data not recorded') + ', ' + data.seeds + '. Accuracy is measured at the end of every epoch: the first epoch at or above the target counts. Means over the seeds that reach it; '
      + 'the last column divides the steps of the same network without normalization by those with it, where all seeds of both get there.'));
    return true;
  }

  const last = (values) => values.reduce((kept, value) => (value === null ? kept : value), null);
  const best = (values) => values.reduce((kept, value) => (value === null || (kept !== null && kept >= value) ? kept : value), null);

  function columns() {
    const key = lab.hasTest ? 'testAccuracy' : 'validationAccuracy';
    const kind = lab.hasTest ? 'test' : 'validation';
    const trained = (t) => t.epochs[key].filter((_, k) => t.epochs.epoch[k] > 0);
    const settings = data.settings.map((s) => ({ title: s.label, of: (t) => t.settings[s.key] === undefined ? '' : t.settings[s.key] }));
    return [
      { title: 'trial', of: (t) => t.name, cell: (t) => make('a', { href: t.link }, t.name) },
      ...settings,
      { title: 'seed', of: (t) => t.seed },
      { title: 'best ' + kind + ' accuracy', of: (t) => best(trained(t)), format: percent, number: true },
      { title: 'final', of: (t) => last(trained(t)), format: percent, number: true },
      ...data.targets.map((target, k) => ({ title: 'steps to ' + Math.round(100 * target) + ' %', of: (t) => t.reach[k], format: (v) => number(v, 6), number: true })),
      { title: 'samples/s', of: (t) => t.rate, format: (v) => number(v === null ? null : Math.round(v), 5), number: true },
      { title: 'status', of: (t) => t.state, cell: (t) => make('span', { class: t.state === 'finished' ? null : 'bad', title: t.reason || null }, t.state) },
      { title: 'records', plain: true, cell: (t) => make('span', {}, make('a', { href: t.link + 'trial.yaml' }, 'settings'), ' ', make('a', { href: t.link + 'epochs.csv' }, 'epochs'), ' ', make('a', { href: t.link + 'iterations.csv' }, 'steps')) },
    ];
  }

  function compare(a, b) {
    if (a === null || a === '') return b === null || b === '' ? 0 : 1;
    if (b === null || b === '') return -1;
    const x = Number(a);
    const y = Number(b);
    return Number.isNaN(x) || Number.isNaN(y) ? String(a).localeCompare(String(b), 'en', { numeric: true }) : x - y;
  }

  lab.trialTable = (parent) => {
    const list = columns();
    const order = data.trials.map((_, i) => i);
    const body = make('tbody');
    const all = make('input', { type: 'checkbox', 'aria-label': 'show all trials', onchange: () => lab.toggle(order, all.checked) });
    const heads = list.map((column) => {
      const th = make('th', { scope: 'col', class: column.number ? 'number' : null });
      th.append(column.plain ? column.title : make('button', { type: 'button', onclick: () => sort(column, th) }, column.title));
      return th;
    });
    const rows = data.trials.map((trial, i) => {
      const box = make('input', { type: 'checkbox', 'aria-label': 'show ' + trial.name, onchange: () => lab.toggle([i], box.checked) });
      const row = make('tr', { 'data-trial': i }, make('td', {}, box, ' ', swatch(trial.group)), ...list.map((column) => {
        const value = column.of ? column.of(trial) : null;
        return make('td', { class: column.number ? 'number' : null }, column.cell ? column.cell(trial) : column.format ? column.format(value) : String(value));
      }));
      return { row, box };
    });
    function sort(column, th) {
      const down = th.getAttribute('aria-sort') === 'ascending';
      heads.forEach((head) => head.removeAttribute('aria-sort'));
      th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      order.sort((a, b) => {
        const [x, y] = [column.of(data.trials[a]), column.of(data.trials[b])];
        const empty = (v) => v === null || v === '';
        return empty(x) || empty(y) ? compare(x, y) : (down ? -1 : 1) * compare(x, y) || a - b;
      });
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
    parent.append(make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'table of trials' },
      make('table', { id: 'trials' }, make('thead', {}, make('tr', {}, make('th', {}, all), ...heads)), body)));
    lab.listeners.push(update);
    update();
  };

  Object.assign(lab, { swatch, convergenceTable: convergence });
})();
