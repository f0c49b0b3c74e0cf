import { dropZone } from './drop-zone.js';
import { count, element } from './element.js';
import { mailboxCard } from './mailbox.js';
import { runCard } from './runs.js';
import { segmentsCard } from './segments.js';
import { signIn } from './sign-in.js';
import * as stage from './stage.js';

const RUNNING_POLL_MS = 700;
const QUIET_POLL_MS = 5000;
const RUNS_SHOWN = 25;

const main = document.getElementById('main');
const tools = document.getElementById('tools');
const chooser = document.getElementById('applications');
const banner = document.getElementById('banner');
const announcer = document.getElementById('announcer');

/** What is on the screen. `opened` holds what the reader opened or closed, by run id. */
const view = {
  app: undefined,
  opened: new Map(),
  runs: new Map(),
  shown: '',
  segmentsShown: '',
  mailboxShown: '',
  timer: undefined,
  wasRunning: false,
};

stage.takeKeyFromAddress();
document.getElementById('sign-out').addEventListener('click', () => {
  stage.key.forget();
  showSignIn();
});
chooser.addEventListener('change', () => showApplication(chooser.value));
addEventListener('hashchange', () => {
  stage.takeKeyFromAddress();
  start();
});
start();

async function start() {
  if (!stage.key.get()) return showSignIn();
  main.replaceChildren(skeleton());
  await attempt(async () => {
    const apps = await stage.applications();
    chooser.replaceChildren(...apps.map(({ id, name }) => element('option', { value: id }, name)));
    tools.hidden = false;
    if (apps.length === 0) return showNoApplication();
    showApplication(apps.some(({ id }) => id === view.app) ? view.app : apps[0].id);
  }, start);
}

function showSignIn(message) {
  clearTimeout(view.timer);
  tools.hidden = true;
  banner.hidden = true;
  main.replaceChildren(signIn(message, start));
  document.getElementById('key-id').focus();
}

function showNoApplication() {
  main.replaceChildren(
    element(
      'section',
      { class: 'card empty-stage' },
      element('h1', {}, 'Nothing here yet'),
      element(
        'p',
        { class: 'quiet' },
        'Fill this stage with the demo company, or create an application through the API.',
      ),
      element('pre', {}, 'npx touchpoint seed'),
    ),
  );
  view.timer = setTimeout(start, QUIET_POLL_MS);
}

function showApplication(app) {
  clearTimeout(view.timer);
  view.app = app;
  view.shown = '';
  view.segmentsShown = '';
  view.mailboxShown = '';
  chooser.value = app;
  const name = chooser.selectedOptions[0]?.textContent ?? '';
  main.replaceChildren(
    element(
      'div',
      { class: 'title' },
      element('h1', {}, name),
      element('p', { class: 'quiet', id: 'facts' }),
    ),
    element(
      'div',
      { class: 'columns' },
      element(
        'section',
        { class: 'flow', 'aria-labelledby': 'runs-title' },
        element('h2', { id: 'runs-title' }, 'Scores from transactions'),
        dropZone(app, (uploadId) => {
          view.opened.set(uploadId, true);
          refresh();
        }),
        element('div', { id: 'runs' }, skeleton()),
      ),
      element(
        'div',
        { class: 'side' },
        element('div', { id: 'mailbox' }),
        element('div', { id: 'segments' }, skeleton()),
      ),
    ),
  );
  refresh();
}

/** Reads what may have changed and draws what has; then waits, shortly while a run goes on. */
async function refresh() {
  clearTimeout(view.timer);
  const { app } = view;
  await attempt(async () => {
    const all = (await stage.uploads()).filter(({ applicationId }) => applicationId === app);
    all.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    const runs = await Promise.all(all.slice(0, RUNS_SHOWN).map(wholeRun));
    const running = runs.some(({ state }) => state === 'RUNNING');
    const segments = await stage.segments(app);
    const mailbox = await stage.mailbox(app);
    if (app !== view.app) return; // the reader has gone on
    drawRuns(runs, all.length);
    drawSegments(segments);
    drawMailbox(mailbox);
    announceEnd(runs, running);
    document.getElementById('facts').textContent =
      `${count(segments.length)} segments, ${count(all.length)} ${all.length === 1 ? 'run' : 'runs'}`;
    view.timer = setTimeout(refresh, running ? RUNNING_POLL_MS : QUIET_POLL_MS);
  }, refresh);
}

/** What ended does not change any more, so it is read once. */
async function wholeRun({ uploadId, state }) {
  const known = view.runs.get(uploadId);
  if (known && known.state === state && state !== 'RUNNING') return known;
  const run = await stage.upload(uploadId);
  view.runs.set(uploadId, run);
  return run;
}

function drawRuns(runs, total) {
  const text = JSON.stringify([runs, total]);
  if (text === view.shown) return;
  view.shown = text;
  const place = document.getElementById('runs');
  const focused = focusedStep();
  place.replaceChildren(
    ...(runs.length === 0
      ? [element('p', { class: 'empty' }, 'No runs yet. The first file you drop above starts one.')]
      : runs.map((run, index) => {
          const open = view.opened.get(run.uploadId) ?? index === 0;
          return runCard(run, open, (now) => view.opened.set(run.uploadId, now));
        })),
    ...(total > runs.length
      ? [element('p', { class: 'quiet' }, `${count(total - runs.length)} older runs: npx touchpoint runs`)]
      : []),
  );
  focused?.();
}

/** A redraw must not take the keyboard away from where it was. */
function focusedStep() {
  const run = document.activeElement?.closest('[data-run]');
  if (!run) return undefined;
  const place = [...run.querySelectorAll('summary, button')].indexOf(document.activeElement);
  return () =>
    document
      .querySelector(`[data-run="${CSS.escape(run.dataset.run)}"]`)
      ?.querySelectorAll('summary, button')
      [place]?.focus();
}

function drawSegments(segments) {
  const text = JSON.stringify(segments);
  if (text === view.segmentsShown) return;
  view.segmentsShown = text;
  document.getElementById('segments').replaceChildren(segmentsCard(segments));
}

function drawMailbox(mailbox) {
  const text = JSON.stringify(mailbox ?? null);
  if (mailbox === undefined || text === view.mailboxShown) return;
  view.mailboxShown = text;
  document.getElementById('mailbox').replaceChildren(mailboxCard(mailbox));
}

function announceEnd(runs, running) {
  if (view.wasRunning && !running) {
    const [newest] = runs;
    announcer.textContent =
      newest?.state === 'FAILED' ? `${newest.name} failed.` : `${newest?.name} is scored.`;
  }
  view.wasRunning = running;
}

/** Does something that asks the stage; says what went wrong, and tries again when it is worth it. */
async function attempt(action, again) {
  try {
    await action();
    banner.hidden = true;
  } catch (error) {
    if (error.status === 401 || error.status === 403) {
      stage.key.forget();
      showSignIn(`The stage does not take this key: ${error.message}`);
      return;
    }
    banner.textContent = error.status === 0 ? 'The stage does not answer. Trying again …' : error.message;
    banner.hidden = false;
    clearTimeout(view.timer);
    view.timer = setTimeout(again, QUIET_POLL_MS);
  }
}

function skeleton() {
  return element(
    'div',
    { class: 'skeleton', 'aria-label': 'Loading' },
    element('span', {}),
    element('span', {}),
    element('span', {}),
  );
}
