import type { Ports } from '../../ports/ports.ts';
import type { StageChecks } from '../../ports/stage-checks.ts';
import { allApps } from '../apps/apps.ts';
import { findChannel } from '../channels/channel-settings.ts';
import { fewAtOnce } from '../few-at-once.ts';
import { type Finding, ok, SECTIONS, worry } from './finding.ts';

/** From this part of the daily quota on a campaign may not fit into it. Ours. */
const MUCH_OF_QUOTA = 0.8;

/** What SES lets the account send, and whether it knows those whom applications send from. */
export async function emailFindings(ports: Ports, checks: StageChecks): Promise<Finding[]> {
  const account = await checks.emailAccount();
  if (!account) return [ok('email', 'goes to the mailbox or by SMTP: no provider to ask', SECTIONS.email)];
  const { isSandbox, maySend, sentInDay, dailyQuota } = account;
  const findings: Finding[] = [];
  const tell = (level: 'problem' | 'warning', seen: string, advice: string) =>
    findings.push(worry(level, 'email', seen, advice, SECTIONS.email));
  if (!maySend)
    tell('problem', 'SES has stopped the account from sending', "read AWS's mail, and open a case");
  if (isSandbox) tell('warning', 'SES is in its sandbox', 'ask for production access');
  const used = `${sentInDay} of ${dailyQuota} e-mails were sent in 24 hours`;
  if (dailyQuota > 0 && sentInDay >= dailyQuota) tell('problem', used, 'wait, or ask for a higher quota');
  else if (dailyQuota > 0 && sentInDay >= dailyQuota * MUCH_OF_QUOTA)
    tell('warning', used, 'ask for a higher quota before the next campaign');
  else findings.push(ok('email', dailyQuota > 0 ? used : 'no daily quota', SECTIONS.email));
  return [...findings, ...(await identityFindings(ports, checks))];
}

async function identityFindings(ports: Ports, checks: StageChecks): Promise<Finding[]> {
  const senders = await fewAtOnce(await allApps(ports), async (applicationId) => {
    const settings = await findChannel(ports, applicationId, 'email');
    const from = settings?.Enabled ? addressIn(settings.FromAddress) : undefined;
    return from === undefined ? [] : [{ from, applicationId }];
  });
  const byAddress = Map.groupBy(senders.flat(), ({ from }) => from);
  return fewAtOnce([...byAddress], async ([from, [first]]) =>
    (await checks.isVerified(from))
      ? ok('email', `${from} is verified`, SECTIONS.email)
      : worry(
          'problem',
          'email',
          `${from}, from which application ${first?.applicationId} sends, is not verified`,
          'create the identity, and put its DKIM records into the DNS',
          SECTIONS.email,
        ),
  );
}

/** Of `Shop <shop@example.com>`, the address. */
const addressIn = (from?: string) => (from && /<([^<>]+)>\s*$/.exec(from)?.[1]) || from;
