import type { Ports } from '../../ports/ports.ts';
import { allApps } from '../apps/apps.ts';
import { suppress } from '../suppression/suppression.ts';

/** A text message that a person sent to one of our numbers, as End User Messaging publishes it. Members that are not read are left out. */
export interface InboundText {
  readonly inboundMessageId: string;
  /** The person's. */
  readonly originationNumber: string;
  readonly messageBody: string;
}

/** Words that stop messages, alone in a message: End User Messaging's own, which it answers, and what carriers add. */
const STOPS = new Set(
  'ARRET CANCEL END OPT-OUT OPTOUT QUIT REMOVE REVOKE STOP STOPALL TD UNSUBSCRIBE'.split(' '),
);

/**
 * Suppresses the number of whoever answered with a word that stops messages, in every application that has it:
 * an answer does not say which message it is one to. Any other text is left to whoever reads them.
 * @returns whether it was such a word
 */
export async function stopTexts(ports: Ports, text: InboundText): Promise<boolean> {
  const word = text.messageBody
    .trim()
    .replace(/[.!"']+$/g, '')
    .toUpperCase();
  if (!STOPS.has(word)) return false;
  const place = { channelType: 'SMS', address: text.originationNumber };
  for (const applicationId of await allApps(ports)) {
    if (!(await isKnown(ports, applicationId, place))) continue;
    await suppress(ports, applicationId, { ...place, reason: 'OPT_OUT' });
  }
  return true;
}

/** A change that changes nothing finds endpoints by their address. */
async function isKnown(
  { endpoints }: Ports,
  applicationId: string,
  place: { readonly channelType: string; readonly address: string },
): Promise<boolean> {
  let known = false;
  await endpoints.change(applicationId, { ids: [], userIds: [], addresses: [place] }, (found) => {
    known = found.length > 0;
    return { put: [], remove: [] };
  });
  return known;
}
