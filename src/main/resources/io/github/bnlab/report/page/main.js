/* Puts the page together. */
(() => {
  'use strict';
  const { data, state, make, members } = lab;
  const main = document.getElementById('main');

  function section(id, title, lead) {
    const element = make('section', { id }, make('h2', {}, title), lead ? make('p', { class: 'lead' }, lead) : null);
    main.append(element);
    return element;
  }

  function optional(id, title, lead, fill) {
    const element = section(id, title, lead);
    const kept = element.childNodes.length;
    fill(element);
    if (element.childNodes.length === kept) element.remove();
  }

  /** A folded part that stays open or closed. */
  function folded(key, attributes, open, ...children) {
    const ontoggle = (event) => { state.open[key] = event.target.open; };
    return make('details', { ...attributes, open: state.open[key] ?? open, ontoggle }, ...children);
  }

  /** How far the trials are, while a server keeps the page up to date. */
  function progress() {
    if (!data.live) return;
    const { trials, over } = data.live;
    // One that diverged or stopped early is done: it would end the same way again.
    const open = ['running', 'waiting', 'interrupted', 'failed', 'unfinished', 'not run'];
    const of = (state) => trials.filter((one) => (open.includes(one.state) ? one.state : 'done') === state).length;
    const counts = ['done', ...open].filter(of).map((state) => of(state) + ' ' + state);
    const ended = trials.length && !of('unfinished') ? 'The run has ended' : 'No run of all trials is in progress';
    const element = section('progress', over ? ended : 'The run is going on');
    const all = trials.length + (trials.length === 1 ? ' trial: ' : ' trials: ') + counts.join(', ') + '.';
    element.append(make('p', { class: 'lead' }, trials.length ? all : 'No trial is recorded yet.'));
    const where = ({ state, epoch, epochs }) =>
      (state === 'running' ? 'epoch ' + epoch + ' of ' + epochs : state === 'finished' ? 'done' : state);
    const row = (one) => make('li', { 'data-state': one.state }, make('span', { class: 'name' }, one.trial),
      one.state === 'running' ? make('progress', { value: one.share, max: 1, 'aria-label': one.trial }) : null,
      make('span', { class: 'state' }, where(one)));
    if (trials.length) element.append(make('ul', { class: 'progress', tabindex: '0', 'aria-label': 'trials' }, ...trials.map(row)));
  }

  function facts() {
    const trials = !data.trials.length ? '' : data.trials.length === 1 ? 'one trial' : data.trials.length + ' trials';
    const groups = data.groups.length > 1 && data.groups.length < data.trials.length ? ' in ' + data.groups.length + ' groups' : '';
    document.getElementById('facts').textContent =
      [data.data, trials + groups, data.trials.length ? data.seeds : ''].filter(Boolean).join(' · ');
    if (data.standIn) main.append(make('p', { class: 'banner', id: 'stand-in', role: 'note' }, data.standIn));
    if (data.answers.length) {
      main.append(make('section', { id: 'answer', 'aria-label': 'the answer' },
        ...data.answers.map((text) => make('p', { class: text.startsWith('Also differs') ? 'also' : null }, text))));
    }
    if (data.problems.length) {
      main.append(folded('problems', { class: 'problems', id: 'problems' }, data.problems.length <= 12,
        make('summary', {}, data.problems.length === 1 ? 'One thing is not whole' : data.problems.length + ' things are not whole'),
        make('ul', {}, ...data.problems.map((p) => make('li', {}, make('code', {}, p.where), ' ' + p.what)))));
    }
  }

  const LONG = 8;

  /** A switch of the trials of a group. */
  function chip(g) {
    const onclick = (event) => lab.toggle(members[g], event.currentTarget.getAttribute('aria-pressed') === 'false');
    return make('button', { type: 'button', class: 'chip', 'data-group': g, onclick }, lab.swatch(g), data.groups[g].label);
  }

  /** Switches the trials of some groups on and all others off. */
  function only(groups) {
    state.hidden.clear();
    data.trials.forEach((t, i) => { if (!groups.includes(t.group)) state.hidden.add(i); });
    lab.change({});
  }

  /** Buttons that choose groups, where not all are drawn at first. */
  function choices() {
    if (data.shown.length === data.groups.length) return [];
    const all = data.groups.map((_, g) => g);
    return [['Few', data.shown], ['All', all], ['None', []]].map(([text, groups]) =>
      make('button', { type: 'button', class: 'quiet small', onclick: () => only(groups) }, text));
  }

  /** A field that hides the chips without its words. */
  function search(chips) {
    const find = () => {
      const words = state.search.toLowerCase().split(/\s+/);
      chips.forEach((one) => { one.hidden = !words.every((word) => one.textContent.toLowerCase().includes(word)); });
    };
    find();
    const name = 'find a setting';
    const oninput = (event) => { state.search = event.target.value; find(); };
    return make('input', { type: 'search', placeholder: name, 'aria-label': name, value: state.search, oninput });
  }

  /** What is drawn: switches of groups, many of them folded, and whether trials are drawn one by one. */
  function bar() {
    const long = data.groups.length > LONG;
    const chips = data.groups.map((_, g) => chip(g));
    const row = make('div', { class: 'chips' }, ...chips);
    const field = search(chips);
    const count = make('summary');
    const choosing = choices();
    const views = [['mean', 'Mean and band'], ['trials', 'Every trial']].map(([view, text]) =>
      make('button', { type: 'button', 'data-view': view, onclick: () => lab.change({ view }) }, text));
    main.append(make('div', { class: 'bar legend', role: 'group', 'aria-label': 'what is drawn' },
      long ? folded('settings', { class: 'settings' }, false, count, field, row) : row,
      choosing.length ? make('div', { class: 'chips choices' }, ...choosing) : null,
      data.groups.length < data.trials.length ? make('div', { class: 'segmented' }, ...views) : null));
    const update = () => {
      chips.forEach((one) =>
        one.setAttribute('aria-pressed', String(members[+one.dataset.group].some((i) => !state.hidden.has(i)))));
      views.forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.view === lab.view())));
      const drawn = data.groups.map((_, g) => g).filter((g) => lab.shown(g).length);
      count.replaceChildren(drawn.length + ' of ' + data.groups.length + ' settings drawn',
        ...drawn.slice(0, LONG).map((g) => make('span', { class: 'key' }, lab.swatch(g), data.groups[g].label)));
    };
    lab.listeners.push(update);
    update();
  }

  /** Plots of a part of the report, in a separate section. */
  function plots(part, title) {
    const own = data.plots.filter((plot) => plot.part === part);
    if (!own.length) return;
    const parent = section('part-' + part.toLowerCase(), title);
    own.forEach((plot) => lab.plot(parent, plot));
  }

  function theme() {
    const root = document.documentElement;
    const button = document.getElementById('theme');
    const system = matchMedia('(prefers-color-scheme: dark)');
    const apply = (name) => {
      root.dataset.theme = name;
      button.textContent = name === 'dark' ? 'Light' : 'Dark';
      button.setAttribute('aria-label', 'switch to ' + (name === 'dark' ? 'light' : 'dark') + ' colours');
      document.querySelectorAll('.swatch').forEach((s) => { s.style.color = lab.looks(+s.dataset.look).colour; });
      lab.redrawAll();
    };
    const current = () => state.theme || (system.matches ? 'dark' : 'light');
    button.addEventListener('click', () => { state.theme = current() === 'dark' ? 'light' : 'dark'; apply(state.theme); });
    system.addEventListener('change', () => apply(current()));
    let opened = [];
    addEventListener('beforeprint', () => {
      opened = [...document.querySelectorAll('details.settings:not([open])')];
      opened.forEach((one) => { one.open = true; });
      apply('light');
      lab.figures.forEach((f) => { f.draw(); f.chart.resize(); });
    });
    addEventListener('afterprint', () => { opened.forEach((one) => { one.open = false; }); apply(current()); });
    apply(current());
    lab.theme = () => apply(current());
  }

  /** Trials of the folder that the last command did not run. */
  function others() {
    if (!data.others.length) return;
    const links = data.others.flatMap((other, k) => [k ? ', ' : '', other.link ? make('a', { href: other.link }, other.name) : other.name]);
    main.append(make('p', { class: 'note', id: 'others' }, 'Not in this report: ', ...links,
      '. They lie in the same folder and were not part of the command that drew this page; ',
      make('code', {}, 'bnlab report'), ' draws all trials of a folder.'));
  }

  function footer() {
    const list = make('dl');
    for (const [name, value] of Object.entries(data.provenance)) list.append(make('dt', {}, name), make('dd', {}, value));
    const element = document.getElementById('footer');
    if (list.children.length) element.append(folded('provenance', {}, false, make('summary', {}, 'How these records were made'), list));
    element.append(make('p', {}, 'Charts: drag to zoom, shift-drag to move, or use the arrow, plus, minus and 0 keys.'
      + ' Drawn from the run directories alone.'));
  }

  function build() {
    main.replaceChildren();
    document.getElementById('footer').replaceChildren();
    document.title = data.title;
    document.querySelector('h1').textContent = data.title;
    lab.listeners.length = 0;
    parts();
    lab.listeners.push(lab.redrawAll);
  }

  function parts() {
    progress();
    facts();
    if (data.trials.length) bar();
    else if (!data.plots.length && !data.live) main.append(make('p', { class: 'banner' }, 'No trials were found.'));
    plots('LIMITS', 'How far it goes');
    plots('SETTINGS', 'What the settings do');
    optional('convergence', 'How fast', '', lab.convergenceTable);
    if (data.trials.length) lab.drawCurves(section('curves', 'Learning curves'));
    plots('MEASURES', 'What happens while it learns');
    plots('ROBUSTNESS', 'Perturbed images');
    optional('activations', 'What reaches the activation functions',
      'Their inputs, for a fixed batch of images, in inference mode.', lab.drawActivations);
    plots('UNITS', 'One unit');
    optional('normalization', 'Inside the normalization layers', '', lab.drawLayers);
    // Networks that a search drove until they failed say nothing about classes.
    if (!data.search) optional('classes', 'What goes wrong', '', lab.drawClasses);
    if (data.trials.length) lab.trialTable(section('all-trials', 'Trials'));
    others();
    footer();
  }

  build();
  theme();
  lab.build = () => lab.rebuild(build);
})();
