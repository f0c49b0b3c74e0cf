import { element } from './element.js';
import { sendFile } from './stage.js';

const SCORES = [
  ['quartile', 'AWS guidance: quartiles, three segments', {}],
  ['quintile-A', 'Quintiles, field table A', { scores: 'quintile', table: 'A' }],
  ['quintile-B', 'Quintiles, field table B', { scores: 'quintile', table: 'B' }],
  ['kmeans', 'Clusters by k-means', { scores: 'kmeans' }],
];

/**
 * Where a transactions file is dropped or chosen.
 * @param app the application that the customers belong to
 * @param onSent called with the run's id
 */
export function dropZone(app, onSent) {
  const status = element('p', { class: 'drop-status', role: 'status' });
  const meter = element('progress', { max: 1, value: 0, hidden: true, 'aria-label': 'Upload' });
  const scores = element(
    'select',
    { id: 'scores' },
    ...SCORES.map(([value, label]) => element('option', { value }, label)),
  );
  const input = element('input', {
    type: 'file',
    id: 'file',
    class: 'unseen',
    accept: '.csv,.gz,.txt,.tsv,text/csv',
    onchange: () => send(input.files?.[0]),
  });

  async function send(file) {
    if (!file) return;
    const [, , query] = SCORES.find(([value]) => value === scores.value);
    status.className = 'drop-status';
    status.textContent = `Sending ${file.name} …`;
    meter.hidden = false;
    try {
      const { uploadId } = await sendFile(file, { app, ...query }, (share) => {
        meter.value = share;
      });
      status.textContent = `${file.name} is there; its run has started.`;
      onSent(uploadId);
    } catch (error) {
      status.className = 'drop-status fault';
      status.textContent = `${file.name}: ${error.message}`;
    } finally {
      meter.hidden = true;
      input.value = '';
    }
  }

  const zone = element(
    'div',
    {
      class: 'drop',
      ondragover: (event) => {
        event.preventDefault();
        zone.classList.add('over');
      },
      ondragleave: () => zone.classList.remove('over'),
      ondrop: (event) => {
        event.preventDefault();
        zone.classList.remove('over');
        send(event.dataTransfer?.files[0]);
      },
    },
    element(
      'p',
      { class: 'drop-call' },
      'Drop a transactions CSV here, or ',
      input,
      element('label', { htmlFor: 'file', class: 'choose' }, 'choose a file'),
    ),
    element('label', { class: 'drop-rules' }, element('span', { class: 'quiet' }, 'Scores'), scores),
    meter,
    status,
  );
  return zone;
}
