/** A column that the header of an import file may have (pinpoint-segments.md 5.1). */
export interface ImportColumn {
  /** The path of the endpoint's member; with `{name}` where the marketer chooses the last part. */
  readonly name: string;
  readonly type: 'text' | 'number';
  /** Whether it may stand there several times, each with one more value. */
  readonly repeats?: boolean;
  /** What it says, in a line. */
  readonly about: string;
}

const text = (name: string, about: string): ImportColumn => ({ name, type: 'text', about });

/** Every column, the needed ones first. */
export const IMPORT_COLUMNS: readonly ImportColumn[] = [
  text(
    'ChannelType',
    'how the address is reached: EMAIL, SMS, VOICE, GCM, APNS, CUSTOM …; needed for a new one',
  ),
  text('Address', 'the e-mail address, phone number (+351…) or device token; needed for a new one'),
  text('Id', 'your own id of the address; one that is known already is renewed'),
  text('OptOut', 'ALL: nothing may be sent; NONE: messages are wanted; NONE when empty'),
  text('User.UserId', 'the customer; several addresses may belong to one'),
  {
    ...text('User.UserAttributes.{name}', 'what you know of the customer, such as FirstName'),
    repeats: true,
  },
  { ...text('Attributes.{name}', 'what you know of the address or device'), repeats: true },
  { name: 'Metrics.{name}', type: 'number', about: 'a number, such as orders' },
  text('Location.Country', 'two or three letters: PT, PRT'),
  text('Location.City', 'the city'),
  text('Location.Region', 'the region or state'),
  text('Location.PostalCode', 'the postal code'),
  { name: 'Location.Latitude', type: 'number', about: 'degrees, -90 to 90' },
  { name: 'Location.Longitude', type: 'number', about: 'degrees, -180 to 180' },
  text('Demographic.Timezone', 'Europe/Lisbon; for quiet time and sending in local time'),
  text('Demographic.Locale', 'language and country: pt_PT'),
  text('Demographic.Platform', 'of the device: iOS, Android'),
  text('Demographic.PlatformVersion', 'of the device'),
  text('Demographic.Make', 'who made the device'),
  text('Demographic.Model', 'of the device'),
  text('Demographic.ModelVersion', 'of the device'),
  text('Demographic.AppVersion', 'of your app'),
  text('RequestId', 'your mark of this change'),
];

/** Members of an endpoint that cannot be imported; their columns are passed over. */
export const PASSED_OVER: readonly string[] = [
  'ApplicationId',
  'CohortId',
  'CreationDate',
  'EffectiveDate',
  'EndpointStatus',
];
