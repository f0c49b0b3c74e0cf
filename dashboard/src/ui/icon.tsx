/** Outlines on a grid of 24, stroked in the text's colour. */
const PATHS = {
  overview: 'M4 20V10m5.3 10V4m5.4 16v-7M20 20V7',
  campaigns: 'M4 10v4h3l7 4V6l-7 4H4Zm14-1.5a4.5 4.5 0 0 1 0 7',
  journeys: 'M6 6.5a2 2 0 1 0 0-.01M18 17.5a2 2 0 1 0 0-.01M8 6.5h6a4 4 0 0 1 0 5.5h-4a3 3 0 0 0 0 5.5h6',
  segments: 'M12 4a8 8 0 1 0 8 8h-8V4Zm4-.2A8 8 0 0 1 20.2 8H16V3.800Z',
  rfm: 'M4 4h4.500v4.500H4zM9.800 4h4.500v4.500H9.800zM4 9.800h4.500v4.500H4zM15.500 4H20v4.500h-4.500zM9.800 9.800h4.500v4.500H9.800zM4 15.500h4.500V20H4z',
  customers:
    'M9 11a3.200 3.200 0 1 0 0-6.400A3.200 3.200 0 0 0 9 11Zm-6 8.500c0-3.500 2.600-5.500 6-5.500s6 2 6 5.500M16 5a3 3 0 0 1 0 5.800M17.500 14.300c2.200.6 3.500 2.400 3.500 5.200',
  queries:
    'M5 6.500C5 5 8 4 12 4s7 1 7 2.500v11c0 1.500-3 2.500-7 2.500s-7-1-7-2.500v-11Zm0 0C5 8 8 9 12 9s7-1 7-2.500M5 12c0 1.500 3 2.500 7 2.500s7-1 7-2.500',
  mailbox: 'M4 6.500h16v11H4v-11Zm.5.5 7.500 6 7.500-6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  search: 'M11 17.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13Zm5-1.500 4 4',
  up: 'M12 19V6m-5 5 5-5 5 5',
  down: 'M12 5v13m-5-5 5 5 5-5',
  warning: 'M12 4 21 19.500H3L12 4Zm0 6v4.500m0 2.300v.2',
  check: 'm5 12.500 4.500 4.500L19 7.500',
  close: 'm6 6 12 12M18 6 6 18',
  download: 'M12 4v11m-4.500-4.500L12 15l4.500-4.500M5 19.500h14',
  copy: 'M9 9h10v10H9V9ZM15 9V5H5v10h4',
  plus: 'M12 5v14M5 12h14',
  play: 'M8 5.500v13l10.500-6.500L8 5.500Z',
  pause: 'M8.500 5.500v13m7-13v13',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-12.500V12l3 2',
  upload: 'M12 16V5m-4.500 4.500L12 5l4.500 4.500M5 19.500h14',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words; never the only thing that says what is meant. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
