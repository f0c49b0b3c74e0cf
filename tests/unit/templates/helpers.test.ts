import { describe, expect, it } from '@jest/globals';
import { conditions } from '../../../src/core/templates/conditions.ts';
import { helperLibrary } from '../../../src/core/templates/helper-library.ts';
import { options, rendered } from './rendered.ts';

/** The fixture and the examples of pinpoint-campaigns-journeys.md 3.3; the rest are edges. */
const recipient = {
  Id: 'e1',
  ChannelType: 'EMAIL',
  Attributes: {
    fav: ['tea', 'coffee'],
    empty: [],
    no: ['false'],
    zero: ['0'],
    when: ['2027-09-05T23:30:00Z'],
  },
  User: { UserId: 'u1', UserAttributes: { Name: ['ana maria'], 'Last Name': ['da Silva'] } },
  Location: { City: 'Vila Real', Country: 'PT' },
  Metrics: { orders: 3 },
  Demographic: { Timezone: 'Asia/Tokyo' },
};

const GOLDEN: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  each: [
    ['{{#each Attributes.fav}}{{@index}}:{{this}} {{else}}none{{/each}}', '0:tea 1:coffee '],
    ['{{#each Attributes.none}}x{{else}}none{{/each}}', 'none'],
    ['{{#each Attributes.empty}}x{{else}}none{{/each}}', 'none'],
    ['{{#each Location.City}}[{{.}}]{{/each}}', '[Vila Real]'],
    [
      '{{#each Attributes.fav}}{{#if @last}}and {{/if}}{{this}}{{#if @first}}, {{/if}}{{/each}}',
      'tea, and coffee',
    ],
    ['{{#each Attributes.fav}}{{User.UserId}}{{../Id}}{{@root.Id}} {{/each}}', 'u1e1e1 u1e1e1 '],
    [
      '{{#each Attributes.fav as |a i|}}{{#each Attributes.fav as |b|}}{{i}}{{a}}-{{b}} {{/each}}{{/each}}',
      '0tea-tea 0tea-coffee 1coffee-tea 1coffee-coffee ',
    ],
  ],
  if: [
    ['{{#if User.UserId}}member{{else}}guest{{/if}}', 'member'],
    ['{{#if Attributes.empty}}x{{else}}y{{/if}}', 'y'],
    ['{{#if (subtract 3 3)}}x{{else}}y{{/if}}', 'y'],
    ['{{#if Attributes.none}}a{{else if Address}}b{{else}}c{{/if}}', 'c'],
  ],
  unless: [['{{#unless Address}}no address{{/unless}}', 'no address']],
  eq: [
    [`{{eq Location.Country "PT" yes='Olá' no='Hi'}}`, 'Olá'],
    ['{{eq Location.Country "pt"}}', 'false'],
    ['{{eq Metrics.orders "3.0"}}', 'true'],
    ['{{eq "17 " "17"}}', 'true'],
    ['{{eq "12345678901234567890" "12345678901234567891"}}', 'false'],
    ['{{eq Attributes.none ""}}', 'true'],
    [`{{eq 1 2 yes='only'}}`, 'false'],
    ['{{#eq Id "e1"}}1{{else eq Id "e2"}}2{{/eq}}', '1'],
  ],
  neq: [
    [`{{neq Location.City "Porto" yes='away' no='home'}}`, 'away'],
    ['{{#neq 1 1.0}}x{{else}}same{{/neq}}', 'same'],
  ],
  gt: [
    ['{{gt "17" "9"}}', 'true'],
    ['{{gt "b" "a"}}', 'true'],
    ['{{gt Metrics.none -1}}', 'false'],
  ],
  gte: [[`{{gte Metrics.orders 3 yes='regular' no='new'}}`, 'regular']],
  lt: [
    ['{{#lt Metrics.orders 3}}x{{else}}y{{/lt}}', 'y'],
    ['{{lt -2 -1}}', 'true'],
    ['{{lt Metrics.none 3}}', 'false'],
  ],
  lte: [['{{lte Metrics.orders 3}}', 'true']],
  and: [
    ['{{#and (eq Location.Country "PT") (gt Metrics.orders 1)}}both{{/and}}', 'both'],
    [`{{and Id Address yes='y' no='n'}}`, 'n'],
  ],
  or: [
    [`{{or (eq ChannelType "SMS") (eq ChannelType "VOICE") yes='phone' no='other'}}`, 'other'],
    ['{{or Address Attributes.empty Id}}', 'true'],
  ],
  not: [
    ['{{#not (eq Location.City "Porto")}}not Porto{{/not}}', 'not Porto'],
    ['{{not Attributes.empty}}', 'true'],
  ],
  abbreviate: [
    ['{{abbreviate "Marguerite" 7}}', 'Marg...'],
    ['{{abbreviate "Marguerite" 10}}', 'Marguerite'],
    ['{{abbreviate "Marguerite" 2}}', '..'],
    ['{{abbreviate "😀😀😀😀😀" 4}}', '😀...'],
    ['[{{abbreviate Attributes.none 4}}]', '[]'],
  ],
  capitalize: [
    ['{{capitalize User.UserAttributes.Name.[0]}}', 'Ana Maria'],
    ['{{capitalize "élan  vital"}}', 'Élan  Vital'],
  ],
  capitalizeFirst: [
    ['{{capitalizeFirst User.UserAttributes.Name.[0]}}', 'Ana maria'],
    ['{{capitalizeFirst (lower "ANA")}}', 'Ana'],
  ],
  center: [
    ['{{center "abc" size=7 pad="*"}}', '**abc**'],
    ['{{center "abc" size=6 pad="*"}}', '*abc**'],
    ['{{center "abc" size=2}}', 'abc'],
  ],
  cut: [
    ['{{cut Location.City}}', 'VilaReal'],
    ['{{cut "a.b.c" "."}}', 'abc'],
  ],
  dateFormat: [
    ['{{dateFormat "05/03/2027" inputFormat="dd/MM/yyyy" outputFormat="full"}}', 'Friday, March 5, 2027'],
    ['{{dateFormat "2027-03-05" outputFormat="long"}}', 'March 5, 2027'],
    ['{{dateFormat "2027-03-05"}}', 'Mar 5, 2027'],
    ['{{dateFormat "2027-09-05"}}', 'Sept 5, 2027'],
    ['{{dateFormat "2027-03-05" outputFormat="short"}}', '3/5/27'],
    ['{{dateFormat "2027-03-05" tz=America/Los_Angeles}}', 'Mar 5, 2027'],
    [
      `{{dateFormat Attributes.when outputFormat="yyyy-MM-dd'T'HH:mm:ssXXX" tz=Demographic.Timezone}}`,
      '2027-09-06T08:30:00+09:00',
    ],
    [`{{dateFormat "2027-03-05" outputFormat="EEEE, d 'de' MMMM" locale=pt_PT}}`, 'sexta-feira, 5 de março'],
    ['{{dateFormat "2027-03-05" outputFormat="full" locale="de-DE"}}', 'Freitag, 5. März 2027'],
    ['{{dateFormat 1804291200000 outputFormat="yyyy-MM-dd HH:mm"}}', '2027-03-06 00:00'],
    [
      '{{dateFormat "20270305 1:07 PM" inputFormat="yyyyMMdd h:mm a" outputFormat="HH.mm k K h a"}}',
      '13.07 13 1 1 PM',
    ],
    ['{{dateFormat "5 Mar 27" inputFormat="d MMM yy" outputFormat="yyyy G D u F W"}}', '2027 AD 64 5 1 1'],
    [
      '{{dateFormat "12:00 -0300" inputFormat="HH:mm Z" outputFormat="HH:mm Z" tz=Europe/Lisbon}}',
      '16:00 +0100',
    ],
    [
      `{{dateFormat "2027-07-01" outputFormat="z zzzz Z X XX 'o''clock' ''" tz="America/New_York"}}`,
      "EDT Eastern Daylight Time -0400 -04 -0400 o'clock '",
    ],
    ['[{{dateFormat Attributes.none}}]', '[]'],
  ],
  inflect: [
    ['{{inflect Metrics.orders "order" "orders" includeCount=true}}', '3 orders'],
    ['{{inflect 1.0 "order" "orders"}}', 'order'],
    ['{{inflect 0 "order" "orders"}}', 'orders'],
  ],
  join: [
    ['{{join Attributes.fav " + " prefix="<" suffix=">"}}', '<tea + coffee>'],
    ['[{{join Attributes.none ", "}}]', '[]'],
    ['{{join Location.City ", "}}', 'Vila Real'],
  ],
  ljust: [
    ['{{ljust "ab" size=5 pad="."}}', 'ab...'],
    ['[{{ljust "ab" 4}}]', '[ab  ]'],
    ['{{ljust "😀" size=4 pad="ab"}}', '😀aba'],
  ],
  rjust: [
    ['{{rjust "ab" size=5 pad="."}}', '...ab'],
    ['[{{rjust "ab" 4}}]', '[  ab]'],
  ],
  lower: [['{{lower "ANA"}}', 'ana']],
  upper: [
    ['{{upper "ana"}}', 'ANA'],
    ['{{upper Attributes.fav}}', 'TEA,COFFEE'],
    ['{{upper Metrics.orders}}', '3'],
  ],
  now: [
    ['{{now "yyyy" tz="Europe/Lisbon"}}', '2026'],
    ['{{now}}', 'Nov 24, 2026'],
    ['{{now format="full" tz=Asia/Tokyo}}', 'Wednesday, November 25, 2026'],
    ['{{now "HH:mm" tz=America/Argentina/Buenos_Aires}}', '17:06'],
  ],
  ordinalize: [
    ['{{ordinalize 23}}', '23rd'],
    [
      '{{ordinalize 1}} {{ordinalize 2}} {{ordinalize "4"}} {{ordinalize 11}} {{ordinalize 112}} {{ordinalize 0}}',
      '1st 2nd 4th 11th 112th 0th',
    ],
  ],
  replace: [
    ['{{replace Location.City " " "-"}}', 'Vila-Real'],
    ['{{replace "a.b.c" "." "$&"}}', 'a$&b$&c'],
    ['{{replace "abc" "" "x"}}', 'abc'],
  ],
  slugify: [
    ['{{slugify " Big Sale: Day 2! "}}', 'big-sale-day-2'],
    ['{{slugify "Olá -- mundo"}}', 'olá-mundo'],
  ],
  stripTags: [
    ['{{stripTags "<b>Hi</b> you"}}', 'Hi you'],
    ['{{stripTags "1 < 2"}}', '1 < 2'],
  ],
  substring: [
    ['{{substring "Pinpoint" 3 8}}', 'point'],
    ['{{substring "Pinpoint" 3}}', 'point'],
    ['[{{substring "Pin" 9}}]', '[]'],
  ],
  yesno: [
    ['{{yesno Attributes.optin maybe="unknown"}}', 'unknown'],
    ['{{yesno Attributes.no}}', 'no'],
    ['{{yesno Id yes="known"}}', 'known'],
    ['{{yesno (eq 1 2) no="never"}}', 'never'],
  ],
  add: [
    ['{{add 2 0.5}}', '2.5'],
    ['{{add 0.1 0.2}}', '0.3'],
    ['{{add "99999999999999999999" 1}}', '100000000000000000000'],
  ],
  subtract: [
    ['{{subtract 2 0.5}}', '1.5'],
    ['{{subtract 1 2}}', '-1'],
  ],
  multiply: [
    ['{{multiply 4 2.5}}', '10'],
    ['{{multiply -0.1 3}}', '-0.3'],
  ],
  divide: [
    ['{{divide 7 2}}', '3.5'],
    ['{{divide 2 3}} {{divide -2 3}}', '0.66666667 -0.66666667'],
  ],
  modulo: [
    ['{{modulo 9 4}}', '1'],
    ['{{modulo -7 4}} {{modulo 1.5 0.4}}', '-3 0.3'],
  ],
  ceiling: [['{{ceiling 2.1}} {{ceiling -2.1}} {{ceiling 3}}', '3 -2 3']],
  floor: [['{{floor 2.9}} {{floor -2.1}}', '2 -3']],
  round: [['{{round 2.5}} {{round 2.4}} {{round -2.5}} {{round "1e2"}}', '3 2 -2 100']],
  encode64: [['{{encode64 "Olá Ana"}}', 'T2zDoSBBbmE=']],
  decode64: [['{{decode64 "T2zDoSBBbmE="}}', 'Olá Ana']],
  md5: [['{{md5 "pinpoint"}}', '9d32c842d91bbd3b2380e072198074a2']],
  sha256: [['{{sha256 "pinpoint"}}', '8c1414bde00909e673a23a0b4f0a1d34f510380bba0ac0cda9eeb5571f4f724d']],
  sha512: [
    [
      '{{sha512 "pinpoint"}}',
      'c1eea4a2952c9b6d1a43ad6fb770de529c5d02493fecbb49aca7fc09c4fd933de1fc7cee307f244776218e1cb513425e430df5e7b00b7f82d1775bb9dc6471f1',
    ],
  ],
  uuid: [['{{uuid}} {{uuid}}', 'uuid-1 uuid-2']],
  'inline partials': [
    ['{{#* inline "who"}}{{User.UserAttributes.Name.[0]}}{{/inline}}Hi {{> who}}', 'Hi ana maria'],
    ['{{#* inline "item"}}[{{this}}]{{/inline}}{{#each Attributes.fav}}{{> item}}{{/each}}', '[tea][coffee]'],
    [
      '{{#* inline "a"}}1{{/inline}}{{> a}}{{#* inline "a"}}2{{> b}}{{/inline}}{{#* inline "b"}}3{{/inline}}{{> a}}',
      '123',
    ],
  ],
};

const cases = Object.entries(GOLDEN).flatMap(([helper, examples]) =>
  examples.map(([template, text]) => ({ helper, template, text })),
);

/** Those of the reference, section by section (pinpoint-campaigns-journeys.md 3.3). */
const REFERENCE = [
  'each if',
  'eq neq gt gte lt lte and or not',
  'abbreviate capitalize capitalizeFirst center cut dateFormat inflect join ljust rjust lower upper now ordinalize',
  'replace slugify stripTags substring yesno',
  'add subtract multiply divide modulo ceiling floor round encode64 decode64 md5 sha256 sha512 uuid',
].flatMap((names) => names.split(' '));

describe('helpers', () => {
  it('have an example each: all of the reference, and all there are', () => {
    const known = [...Object.keys(helperLibrary(options())), ...Object.keys(conditions), 'each', 'unless'];
    const examples = Object.keys(GOLDEN).filter((name) => name !== 'inline partials');

    expect(examples.sort()).toEqual([...new Set(known)].sort());
    expect(REFERENCE.filter((name) => !examples.includes(name))).toEqual([]);
  });

  it.each(cases)('$helper: $template → $text', ({ template, text }) => {
    expect(rendered(template, recipient)).toBe(text);
  });
});
