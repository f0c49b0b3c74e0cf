import type { DemoCompany, DemoProfile } from './company.ts';

/** One line of the JSON import file: an endpoint in Pinpoint's wire shape. */
export interface DemoEndpoint {
  Id: string;
  ChannelType: 'EMAIL';
  Address: string;
  Attributes: { LastEngagement: string[] };
  Metrics: { ChurnPrediction: number; UpsellPrediction: number };
  User: { UserId: string; UserAttributes: Record<string, string[]> };
}

/** How many products the guide's `NextRecommendedOffer` names (`Product1`, `Product2`, …). */
const OFFERS = 5;

/** Shares no divisor with the 1,000 customers, so that profiles are spread over all ids. */
const SPREAD = 617;

/**
 * The company's endpoints `example1`, `example2`, …, one e-mail address and one user each, in the
 * order of their ids. Addresses are those of the SES mailbox simulator, so that a send is safe.
 */
export function demoEndpoints(company: DemoCompany): DemoEndpoint[] {
  const profiles = company.profiles.flatMap((profile) =>
    Array.from({ length: profile.customers }, () => profile),
  );
  return profiles.map((_, index) => {
    const profile = profiles[(index * SPREAD) % profiles.length] as DemoProfile;
    return demoEndpoint(company, profile, index);
  });
}

/** The endpoints as newline-delimited JSON, the `JSON` format of an import job. */
export function demoEndpointsFile(company: DemoCompany): string {
  return demoEndpoints(company)
    .map((endpoint) => `${JSON.stringify(endpoint)}\n`)
    .join('');
}

/** First and last name of the customer at `index`; no two of the first 1,000 share both. */
export function demoName(company: DemoCompany, index: number): { first: string; last: string } {
  const { firstNames, lastNames } = company;
  return {
    first: firstNames[index % firstNames.length] ?? '',
    last: lastNames[Math.floor(index / firstNames.length) % lastNames.length] ?? '',
  };
}

function demoEndpoint(company: DemoCompany, profile: DemoProfile, index: number): DemoEndpoint {
  const number = index + 1;
  const name = demoName(company, index);
  return {
    Id: `example${number}`,
    ChannelType: 'EMAIL',
    Address: `success+example${number}@simulator.amazonses.com`,
    Attributes: { LastEngagement: [company.lastEngagement] },
    Metrics: { ChurnPrediction: profile.ChurnPrediction, UpsellPrediction: profile.UpsellPrediction },
    User: {
      UserId: String(number),
      UserAttributes: {
        FirstName: [name.first],
        LastName: [name.last],
        Stage: [profile.Stage],
        CLVTier: [profile.CLVTier],
        PreferredChannel: ['Email'],
        NextRecommendedOffer: [`Product${1 + (index % OFFERS)}`],
        PlanType: [...profile.PlanType],
        LoanType: [profile.LoanType],
      },
    },
  };
}
