/** Headers of the dashboard's pages and files; the same on both stages. */
const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Nothing comes from anywhere else, and nothing goes there, but to `connect`. */
const pagePolicy = (connect: readonly string[]) =>
  policy({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...connect],
    'font-src': ["'self'"],
    'frame-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  });

/**
 * Of the page that shows a message, which somebody else wrote: its own script puts it there, nothing else runs,
 * and pictures come from the stage alone. Links open windows of their own, without a way back.
 */
const MESSAGE_POLICY = policy({
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'self'"],
  sandbox: ['allow-scripts', 'allow-popups', 'allow-popups-to-escape-sandbox'],
});
const MESSAGE_PAGE = '/message-frame.html';

/**
 * @param pathname of a file of the dashboard
 * @param connect origins, beside the stage's own, that the page sends files to: the upload bucket's on AWS
 */
export function pageHeaders(pathname: string, connect: readonly string[] = []): Record<string, string> {
  const isMessage = pathname === MESSAGE_PAGE;
  return {
    ...EVERYWHERE,
    'content-security-policy': isMessage ? MESSAGE_POLICY : pagePolicy(connect),
    // The message's page is of no origin, so that the browser takes its script for another site's.
    ...(pathname.startsWith('/assets/') && { 'access-control-allow-origin': '*' }),
  };
}

function policy(directives: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}
