/** Header fields of a mail or of a report's part: lower-case name to value, unfolded; the first of a name. */
export type Fields = ReadonlyMap<string, string>;

/** A part of a multipart mail. */
interface Part {
  readonly fields: Fields;
  readonly type: string;
  /** Decoded. */
  readonly body: string;
}

/** A report that a mail server or a mailbox provider sends about a mail (RFC 6522). */
export interface MimeReport {
  /** Of the report's own mail. */
  readonly fields: Fields;
  /** `delivery-status`, `feedback-report`, …; lower case. */
  readonly kind: string;
  /** The machine's part: its groups of fields, parted by blank lines. */
  readonly groups: readonly Fields[];
  /** Header of the mail that it is about; empty when it is not repeated. */
  readonly original: Fields;
}

const ORIGINALS = ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'];

/** @returns `undefined` when the mail is no multipart/report */
export function readMimeReport(mail: string): MimeReport | undefined {
  const whole = partOf(mail.replace(/\r\n?/g, '\n'));
  if (whole.type !== 'multipart/report') return undefined;
  const contentType = whole.fields.get('content-type') ?? '';
  const kind = parameterOf(contentType, 'report-type')?.toLowerCase() ?? '';
  const parts = partsOf(whole.body, parameterOf(contentType, 'boundary'));
  const told = parts.find(({ type }) => type === `message/${kind}` || type === `message/global-${kind}`);
  const original = parts.find(({ type }) => ORIGINALS.includes(type));
  return {
    fields: whole.fields,
    kind,
    groups: (told?.body ?? '')
      .split(/\n\s*\n/)
      .map((group) => fieldsOf(group.trim()))
      .filter((group) => group.size > 0),
    original: original ? fieldsOf(headOf(original.body.trimStart()).head) : new Map(),
  };
}

function partOf(text: string): Part {
  const { head, body } = headOf(text);
  const fields = fieldsOf(head);
  const type = (fields.get('content-type') ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? '';
  return { fields, type, body: decoded(body, fields.get('content-transfer-encoding')) };
}

function partsOf(body: string, boundary: string | undefined): Part[] {
  if (!boundary) return [];
  const [, ...pieces] = `\n${body}`.split(`\n--${boundary}`);
  const end = pieces.findIndex((piece) => piece.startsWith('--'));
  return (end < 0 ? pieces : pieces.slice(0, end)).map((piece) =>
    partOf(piece.slice(piece.indexOf('\n') + 1)),
  );
}

function headOf(text: string): { head: string; body: string } {
  if (text.startsWith('\n')) return { head: '', body: text.slice(1) };
  const end = text.indexOf('\n\n');
  return end < 0 ? { head: text, body: '' } : { head: text.slice(0, end), body: text.slice(end + 2) };
}

function fieldsOf(head: string): Fields {
  const fields = new Map<string, string>();
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** Of `type/subtype; name=value; name="value"`. */
function parameterOf(value: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(value);
  return found?.[1] ?? found?.[2];
}

function decoded(body: string, encoding = ''): string {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8').replace(/\r\n?/g, '\n');
    case 'quoted-printable':
      return body
        .replace(/[ \t]+\n/g, '\n')
        .replace(/=\n/g, '')
        .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    default:
      return body;
  }
}
