import { count, element, instant } from './element.js';
import * as stage from './stage.js';

const SHOWN = 12;

/**
 * The messages that the local stage kept instead of sending, newest first. Opening one is what a
 * customer does: its pixel is loaded, and its links lead where they say.
 *
 * @param {{ total: number, items: object[] }} mailbox
 */
export function mailboxCard({ total, items }) {
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'mailbox-title' },
    element(
      'div',
      { class: 'card-head' },
      element('h2', { id: 'mailbox-title' }, 'Local mailbox'),
      element('span', { class: 'quiet' }, total > 0 && count(total)),
    ),
    total === 0
      ? element('p', { class: 'empty' }, 'No messages yet. What campaigns and journeys send lands here.')
      : element('ul', { class: 'mails' }, ...items.slice(0, SHOWN).map(row)),
  );
}

function row(item) {
  const { messageId, subject, text, to, channel, sentAt } = item;
  return element(
    'li',
    {},
    element(
      'button',
      { type: 'button', class: 'mail', onclick: () => show(messageId) },
      element('span', { class: 'mail-subject' }, subject ?? text ?? channel),
      element('span', { class: 'quiet mail-to' }, `${channel === 'EMAIL' ? '' : `${channel} `}to ${to}`),
      element('span', { class: 'quiet mail-at' }, instant(sentAt)),
    ),
  );
}

async function show(messageId) {
  const item = await stage.mail(messageId);
  const close = element('button', { type: 'button', class: 'plain', onclick: () => dialog.close() }, 'Close');
  const dialog = element(
    'dialog',
    { class: 'mail-window', 'aria-labelledby': 'mail-subject' },
    element('header', {}, element('h2', { id: 'mail-subject' }, item.subject ?? item.channel), close),
    element('p', { class: 'quiet' }, `${item.from ?? ''} to ${item.to}, `, instant(item.sentAt)),
    body(item),
    element(
      'p',
      {},
      element('a', { href: '#', onclick: (event) => openSource(event, messageId) }, 'View source'),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function body({ html, text, content, subject, channel }) {
  if (!html) return element('pre', {}, text ?? JSON.stringify(content, null, 2));
  return element('iframe', {
    title: subject ?? channel,
    sandbox: 'allow-popups allow-popups-to-escape-sandbox',
    srcdoc: `<base target="_blank">${html}`,
  });
}

async function openSource(event, messageId) {
  event.preventDefault();
  const source = new Blob([await stage.mailSource(messageId)], { type: 'text/plain' });
  open(URL.createObjectURL(source), '_blank', 'noopener');
}
