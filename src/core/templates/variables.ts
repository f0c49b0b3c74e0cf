/**
 * The variables that a template may name (pinpoint-campaigns-journeys.md 3.2). The keys of a direct
 * message's Substitutions are variables too, so a name that stands alone may be anything.
 */

/** Members by group; `undefined` for groups whose members are the customer's own. */
const GROUPS: Readonly<Record<string, readonly string[] | undefined>> = {
  Attributes: undefined,
  Demographic: [
    'AppVersion',
    'Locale',
    'Make',
    'Model',
    'ModelVersion',
    'Platform',
    'PlatformVersion',
    'Timezone',
  ],
  Location: ['City', 'Country', 'Latitude', 'Longitude', 'PostalCode', 'Region'],
  Metrics: undefined,
  Pinpoint: ['ApplicationId', 'CampaignId', 'JourneyId'],
  Recommendations: undefined,
  User: ['UserAttributes', 'UserId'],
};

const OTHERS = [
  'Address',
  'ApplicationId',
  'ChannelType',
  'CohortId',
  'CreationDate',
  'EffectiveDate',
  'EndpointStatus',
  'Id',
  'OptOut',
  'RecommendationItems',
  'RequestId',
];

/** Another name of a variable. */
const ALIASES: Readonly<Record<string, string>> = { EndpointId: 'Id' };

/** The path by which the context knows the variable. */
export function canonicalPath(parts: readonly string[]): string[] {
  const [first = '', ...rest] = parts;
  return [(Object.hasOwn(ALIASES, first) && ALIASES[first]) || first, ...rest];
}

/** Whether a path begins as the platform's variables do, so that it is none of Substitutions and no bare text. */
export function isPlatformVariable([first = '']: readonly string[]): boolean {
  return isGroup(first) || OTHERS.includes(first);
}

/** Whether the path ends at a group of variables, which shows nothing. */
export function namesGroup([first = '', second, third]: readonly string[]): boolean {
  if (second === undefined) return isGroup(first);
  return first === 'User' && second === 'UserAttributes' && third === undefined;
}

/** @returns what is wrong with a path that can never have a value */
export function faultOfPath([first = '', second]: readonly string[]): string | undefined {
  const members = isGroup(first) ? GROUPS[first] : undefined;
  if (members === undefined || second === undefined || members.includes(second)) return undefined;
  return `is no variable; ${first} has ${members.join(', ')}`;
}

function isGroup(name: string): boolean {
  return Object.hasOwn(GROUPS, name);
}
