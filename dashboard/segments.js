import { count, element } from './element.js';

/** The application's segments, widest first within each kind, with a bar for the size. */
export function segmentsCard(segments) {
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'segments-title' },
    element(
      'div',
      { class: 'card-head' },
      element('h2', { id: 'segments-title' }, 'Segments'),
      element('span', { class: 'quiet' }, segments.length > 0 && `${count(segments.length)}`),
    ),
    segments.length === 0 ? nothing() : list(segments),
  );
}

function nothing() {
  return element(
    'p',
    { class: 'empty' },
    'No segments yet. Upload a transactions file, or create one through the API.',
  );
}

function list(segments) {
  const widest = Math.max(1, ...segments.map(({ size }) => size ?? 0));
  const groups = [
    ['By recency, frequency and money', segments.filter(({ name }) => name?.startsWith('_RFM_'))],
    ['By attributes', segments.filter(({ name, type }) => !name?.startsWith('_RFM_') && type !== 'IMPORT')],
    ['Imported', segments.filter(({ name, type }) => !name?.startsWith('_RFM_') && type === 'IMPORT')],
  ];
  return element(
    'div',
    {},
    ...groups
      .filter(([, members]) => members.length > 0)
      .map(([title, members]) =>
        element(
          'div',
          { class: 'segment-group' },
          element('h3', { class: 'quiet' }, title),
          element(
            'ul',
            { class: 'segments' },
            ...members.sort(bySize).map((segment) => row(segment, widest)),
          ),
        ),
      ),
  );
}

function row({ name, size, id }, widest) {
  const bar = element('span', { class: 'bar' });
  bar.style.inlineSize = `${((size ?? 0) / widest) * 100}%`;
  return element(
    'li',
    { title: id },
    element('span', { class: 'segment-name' }, name ?? id),
    element('span', { class: 'segment-size' }, count(size)),
    element('span', { class: 'track', 'aria-hidden': 'true' }, bar),
  );
}

function bySize(a, b) {
  return (b.size ?? 0) - (a.size ?? 0) || String(a.name).localeCompare(String(b.name));
}
