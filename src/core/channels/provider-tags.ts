/** Stands before a value that had to be encoded. */
const ENCODED = '_b64_';
/** What SES takes in the name and the value of a message tag. */
const PLAIN = /^[A-Za-z0-9_-]+$/;
/** SES's bound for a tag's value. */
const MAX_TAG_VALUE = 256;
/** Name of the entry that carries our tags in the context of an SMS or voice message. */
const CONTEXT_ENTRY = 'touchpoint';

/**
 * An `OutgoingMessage`'s tags as SES takes them: letters, digits, `_` and `-`, up to 256 characters.
 * Other values are put in base64url; a value that is too long even then is left out, as an empty one is.
 */
export function sesTags(tags: Readonly<Record<string, string>>): { Name: string; Value: string }[] {
  return Object.entries(tags)
    .map(([Name, value]) => ({ Name, Value: encode(value) }))
    .filter(({ Name, Value }) => PLAIN.test(Name) && Value !== '' && Value.length <= MAX_TAG_VALUE);
}

/** The tags again, from the `mail.tags` of an SES event: name to a list of one value. SES's own `ses:` tags are left out. */
export function tagsOfSes(
  tags: Readonly<Record<string, readonly string[]>> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags ?? {})
      .filter(([name]) => !name.startsWith('ses:'))
      .map(([name, [value = '']]) => [name, decode(value)]),
  );
}

/** The tags as context of an SMS or voice message, which may have five entries only. */
export function contextOfTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return { [CONTEXT_ENTRY]: JSON.stringify(tags) };
}

/** The tags again, from the `context` of an SMS or voice event; none when the message was not ours. */
export function tagsOfContext(context: Readonly<Record<string, string>> | undefined): Record<string, string> {
  try {
    return JSON.parse(context?.[CONTEXT_ENTRY] ?? '{}');
  } catch {
    return {};
  }
}

function encode(value: string): string {
  if (value === '' || (PLAIN.test(value) && !value.startsWith(ENCODED))) return value;
  return ENCODED + Buffer.from(value).toString('base64url');
}

function decode(value: string): string {
  if (!value.startsWith(ENCODED)) return value;
  return Buffer.from(value.slice(ENCODED.length), 'base64url').toString();
}
