/* Keeps the page up to date: asks the server for other data, and draws them with the same choices. */
(() => {
  'use strict';
  const { data, make } = lab;
  const EVERY = 1000;
  const SELDOM = 5000;
  const KEY = 'view';
  const LIST_MILLIS = 15000;
  const main = document.getElementById('main');
  const note = make('p', { class: 'live', id: 'live', role: 'status' });
  main.before(note);
  let tag = '';
  let waiting = null;
  let pressed = false;
  let acted = -LIST_MILLIS;
  let failures = 0;

  function say(text, isWarning) {
    if (note.textContent === text) return;
    note.textContent = text;
    note.className = isWarning ? 'live banner' : 'live';
  }

  /** What the reader looks at: the part that begins nearest to the top of the window, and how far it is from there. */
  function place() {
    const parts = [...main.querySelectorAll('[id]')].map((element) => ({ id: element.id, top: element.getBoundingClientRect().top }));
    return scrollY > 0 ? parts.sort((a, b) => Math.abs(a.top) - Math.abs(b.top))[0] : null;
  }

  function goTo(where) {
    const element = where && document.getElementById(where.id);
    if (element) scrollBy({ top: element.getBoundingClientRect().top - where.top, behavior: 'instant' });
  }

  /** The way to an element from the nearest one with an id, as positions among the children. */
  function path(element) {
    return element.id ? [element.id] : [...path(element.parentNode), [...element.parentNode.children].indexOf(element)];
  }

  /** The element at the same place, or else the one that says the same. */
  function refocus(element, [id, ...way]) {
    const root = document.getElementById(id);
    if (!root) return;
    const says = (one) => [one.tagName, one.textContent, one.getAttribute('aria-label')].join();
    const there = way.reduce((found, k) => found && found.children[k], root);
    const other = [there, ...root.querySelectorAll(element.tagName)].find((one) => one && says(one) === says(element));
    if (!other) return;
    other.focus({ preventScroll: true });
    if (element.type === 'search') other.setSelectionRange(element.selectionStart, element.selectionEnd);
  }

  function redraw() {
    const where = place();
    const scrolled = [...main.querySelectorAll('.scroll, .chips, .progress')].map((element) => [element.scrollLeft, element.scrollTop]);
    const active = main.contains(document.activeElement) ? document.activeElement : null;
    const way = active && path(active);
    lab.build();
    if (active) refocus(active, way);
    main.querySelectorAll('.scroll, .chips, .progress').forEach((element, k) => { if (scrolled[k]) element.scrollTo(...scrolled[k]); });
    goTo(where);
  }

  /** Whether the reader holds something, or may have a list open: then nothing is drawn again under the pointer. */
  function busy() {
    const quiet = performance.now() - acted;
    return pressed || quiet < (document.activeElement.matches('select') ? LIST_MILLIS : 400);
  }

  const on = (types, act) => types.forEach((type) => addEventListener(type, act, true));
  on(['pointerdown'], () => { pressed = true; });
  on(['pointerup', 'pointercancel'], () => { pressed = false; });
  on(['pointerdown', 'pointerup', 'keydown', 'input'], () => { acted = performance.now(); });
  on(['change'], () => { acted = -LIST_MILLIS; });

  async function ask() {
    try {
      const reply = await fetch('data.json', { headers: tag ? { 'If-None-Match': tag } : {} });
      failures = 0;
      if (reply.status === 200) {
        waiting = await reply.json();
        tag = reply.headers.get('ETag');
      }
      if (!reply.ok && reply.status !== 304) say(await reply.text(), true);
      else say(data.live.over ? '' : 'Updated while the records grow.', false);
    } catch (e) {
      failures++;
    }
    const silent = failures > 1;
    if (waiting && (silent || !busy())) {
      lab.replace(waiting);
      waiting = null;
      redraw();
    }
    // A browser may ask so seldom for a page in the background that the server ends before the last state is fetched.
    if (silent) {
      say(data.live.over ? 'The run and its server have ended. This page shows the last state.'
        : 'The server does not answer. This page shows the last state that it sent; after the end of the run, report.html in the'
          + ' folder of the experiment shows the whole run.', true);
    }
    setTimeout(ask, silent ? SELDOM : EVERY);
  }

  function start() {
    const kept = sessionStorage.getItem(KEY);
    if (kept) {
      const { choices, where } = JSON.parse(kept);
      history.scrollRestoration = 'manual';
      lab.choose(choices);
      lab.theme();
      lab.build();
      goTo(where);
    }
    addEventListener('pagehide', () => sessionStorage.setItem(KEY, JSON.stringify({ choices: lab.chosen(), where: place() })));
    ask();
  }

  start();
})();
