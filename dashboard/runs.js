import { csvRows } from './csv.js';
import { count, duration, element, instant } from './element.js';
import { rejects } from './stage.js';

const REJECTS_SHOWN = 50;
const STATES = ['Validate', 'Load', 'Score', 'Cluster', 'Publish', 'PublishChunks', 'Segment', 'Notify'];
const STATE_WORDS = { RUNNING: 'running', SUCCEEDED: 'done', FAILED: 'failed', WAITING: 'to come' };

/** What the reader has opened, so that a redraw leaves it open: a state's name, or rejects, by run id. */
const openStates = new Map();
const openRejects = new Set();

/** A run's card: its sums, its states as a row of steps, and the rows it set aside. */
export function runCard(run, open, onToggle) {
  const details = element(
    'details',
    { class: 'run card', open, 'data-run': run.uploadId },
    element(
      'summary',
      {},
      element('span', { class: `mark ${run.state.toLowerCase()}`, 'aria-hidden': 'true' }),
      element('span', { class: 'run-name' }, run.name),
      element(
        'span',
        { class: 'run-when quiet' },
        element(
          'span',
          { class: run.state === 'SUCCEEDED' ? 'unseen' : 'run-state' },
          STATE_WORDS[run.state],
        ),
        instant(run.createdAt),
      ),
    ),
    element('div', { class: 'run-body' }, ...runBody(run)),
  );
  details.addEventListener('toggle', () => onToggle(details.open));
  return details;
}

function runBody(run) {
  return [
    run.state === 'FAILED' &&
      element('p', { class: 'fault', role: 'alert' }, run.error?.message ?? 'The run failed.'),
    run.rows !== undefined && run.rows !== null && sums(run),
    steps(run),
    run.rejected > 0 && rejectsTable(run),
    element(
      'p',
      { class: 'quiet run-facts' },
      run.settings &&
        `Rules: ${Object.entries(run.settings)
          .map((pair) => pair.join(' '))
          .join(', ')}. `,
      run.runPrefix && 'Outputs under ',
      run.runPrefix && element('code', {}, run.runPrefix),
    ),
  ];
}

function sums({ rows, scored, rejected, customers }) {
  const fact = (value, label, style) =>
    element('div', { class: style }, element('dd', {}, count(value)), element('dt', {}, label));
  return element(
    'dl',
    { class: 'sums' },
    fact(rows, 'rows'),
    fact(scored, 'scored'),
    fact(rejected, 'rejected', rejected > 0 ? 'some-rejected' : undefined),
    fact(customers, 'customers'),
  );
}

/** The states that were entered, and after them those that are still to come. */
function steps(run) {
  const entered = run.states ?? [];
  const names = new Set(entered.map(({ name }) => name));
  const toCome = run.state === 'RUNNING' ? STATES.filter((name) => !names.has(name)) : [];
  const panel = element('div', { class: 'step-detail', hidden: true });
  const row = element(
    'ol',
    { class: 'steps' },
    ...entered.map((state) => step(run.uploadId, state, panel)),
    ...toCome.map((name) =>
      element('li', { class: 'waiting' }, element('span', { class: 'step' }, stepName(name))),
    ),
  );
  return element('div', {}, row, panel);
}

function step(uploadId, state, panel) {
  const open = openStates.get(uploadId) === state.name;
  if (open) showDetail(panel, state);
  const button = element(
    'button',
    {
      type: 'button',
      class: 'step',
      'aria-expanded': String(open),
      onclick: () => {
        const opening = button.getAttribute('aria-expanded') === 'false';
        for (const other of button.closest('ol').querySelectorAll('button')) {
          other.setAttribute('aria-expanded', String(other === button && opening));
        }
        openStates.set(uploadId, opening ? state.name : undefined);
        showDetail(panel, opening ? state : undefined);
      },
    },
    stepName(state.name),
    element('span', { class: 'step-time' }, duration(state.durationMs) || '…'),
    element('span', { class: 'unseen' }, STATE_WORDS[state.state]),
  );
  return element('li', { class: state.state.toLowerCase() }, button);
}

/** `PublishChunks` may break after `Publish`. */
function stepName(name) {
  const words = name.split(/(?<=[a-z])(?=[A-Z])/);
  const broken = words.flatMap((word, index) => (index === 0 ? [word] : [element('wbr'), word]));
  return element('span', { class: 'step-name' }, ...broken);
}

function showDetail(panel, state) {
  panel.hidden = state === undefined;
  panel.replaceChildren(...(state ? stepDetail(state) : []));
}

/** What the state added to what it was given comes first; the whole input and output can be opened. */
function stepDetail({ error, input, output, outputKeys }) {
  const text = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  const part = (title, value) =>
    value && element('div', {}, element('h4', {}, title), element('pre', { tabIndex: 0 }, text(value)));
  const whole = (title, value) =>
    value &&
    element(
      'details',
      {},
      element('summary', {}, element('h4', {}, title)),
      element('pre', { tabIndex: 0 }, text(value)),
    );
  return [
    part('Error', error && `${error.name}: ${error.cause}`),
    part('Result', added(input, output)),
    part('Kept at', outputKeys?.join('\n')),
    whole('Input', input),
    whole('Output', output),
  ].filter(Boolean);
}

function added(input, output) {
  const members = Object.entries(output ?? {}).filter(([name]) => !(name in (input ?? {})));
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}

/** Fetched when it is opened. */
function rejectsTable(run) {
  const place = element('div', { class: 'table-frame' }, element('p', { class: 'quiet' }, 'Loading …'));
  const frame = element(
    'details',
    { class: 'rejects', open: openRejects.has(run.uploadId) },
    element('summary', {}, `Rejected rows (${count(run.rejected)})`),
    place,
  );
  frame.addEventListener('toggle', async () => {
    if (!frame.open) return openRejects.delete(run.uploadId);
    openRejects.add(run.uploadId);
    try {
      place.replaceChildren(table(csvRows(await rejects(run.uploadId)), run.rejected));
    } catch (error) {
      place.replaceChildren(element('p', { class: 'fault' }, error.message));
    }
  });
  return frame;
}

function table([header = [], ...rows], total) {
  return element(
    'div',
    {},
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...header.map((name) => element('th', { scope: 'col' }, name)))),
      element(
        'tbody',
        {},
        ...rows
          .slice(0, REJECTS_SHOWN)
          .map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell)))),
      ),
    ),
    total > REJECTS_SHOWN &&
      element('p', { class: 'quiet' }, `The first ${REJECTS_SHOWN} of ${count(total)}.`),
  );
}
