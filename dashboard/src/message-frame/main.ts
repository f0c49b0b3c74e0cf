/*
 * The page of a message, which somebody else wrote. It stands in a frame without an origin, gets the HTML from
 * the page around it, and says how high it is. Its policy (src/runtime/page-headers.ts) runs no other script.
 */

interface Shown {
  readonly html: string;
  /** Whether links may be followed. */
  readonly follow: boolean;
}

/** What would act of itself, load something else, or lead the frame away. */
const UNWANTED = 'script, iframe, frame, object, embed, base, link, meta[http-equiv]';

addEventListener('message', ({ source, data }: MessageEvent<Shown>) => {
  if (source === parent) show(data);
});
parent.postMessage({ kind: 'ready' }, '*');

function show({ html, follow }: Shown): void {
  const message = new DOMParser().parseFromString(html, 'text/html');
  for (const element of message.querySelectorAll(UNWANTED)) element.remove();
  for (const link of message.querySelectorAll('a[href], area[href]')) {
    if (follow) {
      link.setAttribute('target', '_blank');
      link.setAttribute('rel', 'noopener noreferrer');
    } else link.removeAttribute('href');
  }
  document.replaceChild(document.adoptNode(message.documentElement), document.documentElement);
  document.documentElement.lang ||= 'en';
  document.title ||= 'Message';
  new ResizeObserver(tellHeight).observe(document.documentElement);
  tellHeight();
}

function tellHeight(): void {
  parent.postMessage({ kind: 'height', height: document.documentElement.scrollHeight }, '*');
}
