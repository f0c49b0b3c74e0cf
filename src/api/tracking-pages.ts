import { createHash } from 'node:crypto';
import type { Subscription } from '../core/feedback/reader-acts.ts';

const STYLE = `body{font:1.125rem/1.5 system-ui,sans-serif;color:#1b1f24;background:#f6f7f9;margin:0}
main{max-width:32rem;margin:12vh auto;padding:2rem;background:#fff;border-radius:.5rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
button{font:inherit;font-weight:600;color:#fff;background:#1f4fd8;border:0;border-radius:.375rem;padding:.75rem 1.5rem;cursor:pointer}
button:hover{background:#183fb0}
button:focus-visible,a:focus-visible{outline:3px solid #f5a623;outline-offset:3px}
strong{display:inline-block;overflow-wrap:anywhere}
a{color:#1f4fd8}
@media (prefers-color-scheme:dark){body{color:#e6e8eb;background:#16181d}main{background:#22252c}a{color:#8fb0ff}}`;

/** Nothing is loaded, framed or run; the page's address, which unsubscribes, is told to nobody. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store, private',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
};

/** Asks, with one button. The form has no action: it posts to the page's own address. */
export function unsubscribePage({ address, link }: Subscription): Response {
  return page(
    200,
    'Unsubscribe?',
    `<p>We will send no more of these e-mails to <strong>${escaped(masked(address))}</strong>.</p>
<form method="post"><button type="submit" name="List-Unsubscribe" value="One-Click">Unsubscribe</button></form>
${preferences(link)}`,
  );
}

export function unsubscribedPage({ address, link }: Subscription): Response {
  return page(
    200,
    'You are unsubscribed',
    `<p role="status">We will send no more of these e-mails to <strong>${escaped(masked(address))}</strong>.</p>
${preferences(link)}`,
  );
}

export function invalidPage(): Response {
  return page(
    404,
    'This link does not work',
    '<p>It is not complete, or was changed. Please use the link as it stands in the e-mail.</p>',
  );
}

function preferences(link: string | undefined): string {
  return link === undefined ? '' : `<p><a href="${escaped(link)}">Manage what we send you</a></p>`;
}

function page(status: number, title: string, body: string): Response {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
  return new Response(html, { status, headers: HEADERS });
}

/** E-mails are forwarded: whoever else opens the link learns no address from it. */
function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '…' : `${Array.from(address)[0]}…${address.slice(at)}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
