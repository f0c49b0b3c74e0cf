/** What a table's column is called and how its cells stand. */
export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Lines of a table with its columns two blanks apart; the first line holds the titles. */
export function tableLines(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const cells = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => width(row[index] ?? ''))));
  return cells.map((row) =>
    columns
      .map(({ align }, index) => pad(row[index] ?? '', widths[index] ?? 0, align ?? 'left'))
      .join('  ')
      .trimEnd(),
  );
}

/** `12 ms`, `0.4 s`, `2 min 05 s`. */
export function duration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '';
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const rest = String(Math.floor(seconds % 60)).padStart(2, '0');
  return `${Math.floor(seconds / 60)} min ${rest} s`;
}

/** `512 B`, `3.1 kB`, `2.3 MB`. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** `11,766`; empty for a number that is not known yet. */
export function count(value: number | undefined | null): string {
  return value === undefined || value === null ? '' : value.toLocaleString('en-US');
}

/** `2026-06-01 09:30:12 UTC`. */
export function instant(iso: string | undefined): string {
  return iso === undefined ? '' : `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** `[######----------]  38 %  1.2 MB of 3.1 MB`. */
export function progressBar(sent: number, size: number, cells = 24): string {
  const share = size === 0 ? 1 : Math.min(1, sent / size);
  const full = Math.round(share * cells);
  const bar = '█'.repeat(full) + '░'.repeat(cells - full);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${bar} ${percent} %  ${bytes(sent)} of ${bytes(size)}`;
}

function pad(text: string, size: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, size - width(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** Code points, which is near enough for names. */
function width(text: string): number {
  return [...text].length;
}
