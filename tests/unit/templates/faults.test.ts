import { describe, expect, it } from '@jest/globals';
import { compileTemplate, RenderingError } from '../../../src/core/templates/render.ts';
import { options, rendered, renderedHtml } from './rendered.ts';

const fifteen = Array.from({ length: 15 }, (_, index) => `v${index}`);

describe('a template that cannot be compiled', () => {
  it.each([
    ['{{#if Id}}x', 'not Handlebars: cannot be read near {{#if Id}}x'],
    ['{{#if Id}}x{{/each}}', "not Handlebars: if doesn't match each - 1:3"],
    ['{{capitalise Id}}', 'there is no helper capitalise'],
    ['{{upper (shout Id)}}', 'there is no helper shout'],
    ['{{#shout Id}}x{{/shout}}', 'there is no block helper shout'],
    ['{{#Attributes.x}}x{{/Attributes.x}}', 'there is no block helper Attributes.x'],
    ['{{upper}}', 'upper lacks its argument value'],
    ['{{upper Id Address}}', 'upper takes 1 arguments without a name, not 2'],
    ['{{center Id}}', 'center lacks its argument size'],
    ['{{center Id size=3 width=4}}', 'center has no argument width; it has value,size,pad'],
    ['{{ljust Id 3 size=4}}', 'ljust gets its argument size twice'],
    ['{{uuid Id}}', 'uuid takes 0 arguments without a name, not 1'],
    ['{{abbreviate Id -1}}', 'abbreviate argument n is -1; it must be a whole number from 0 on'],
    ['{{substring Id 1.5}}', 'substring argument start is 1.5; it must be a whole number from 0 on'],
    ['{{substring "abc" 2 1}}', 'substring end 1 is before start 2'],
    ['{{add Metrics.x "two"}}', 'add argument b is two; it must be a number'],
    ['{{divide 1 0}}', 'divide cannot divide by 0'],
    ['{{ordinalize 1.5}}', 'ordinalize number is 1.5; it must be a whole number'],
    ['{{decode64 "*"}}', 'decode64 text is *; it must be Base64'],
    [
      '{{now "qq"}}',
      "now argument format date pattern qq has the letter q; SimpleDateFormat's are GyYMLwWDdFEuaHkKhmsSzZX",
    ],
    [`{{now "yyyy'"}}`, "now argument format date pattern yyyy' has a quote that nothing closes"],
    ['{{now tz="Mars/Base"}}', 'now argument tz is Mars/Base; it must be a name of the time zone database'],
    ['{{now locale="e"}}', 'now argument locale is e; it must be a language such as en-US'],
    [
      '{{dateFormat "31/02/2027" inputFormat="dd/MM/yyyy"}}',
      'dateFormat date is 31/02/2027; it must be a date written as dd/MM/yyyy',
    ],
    ['{{dateFormat "1 pm" inputFormat="h"}}', 'dateFormat date is 1 pm; it must be a date written as h'],
    ['{{center "a" size=10001}}', 'center argument size is 10001; at most 10000 is allowed'],
    ['{{eq Id}}', 'eq takes 2 arguments, not 1'],
    ['{{and Id}}', 'and takes 2 to 50 arguments, not 1'],
    ['{{eq Id 1 maybe=2}}', 'eq has no argument maybe'],
    [`{{#eq Id 1 yes='a'}}x{{/eq}}`, 'eq has no argument yes as a block'],
    ['{{if Id}}', 'if is a block: {{#if …}}…{{/if}}'],
    ['{{each Attributes.x}}', 'each is a block: {{#each …}}…{{/each}}'],
    ['{{#each}}x{{/each}}', 'each takes 1 argument, not 0'],
    ['{{#upper Id}}x{{/upper}}', 'upper is no block: {{upper …}}'],
    ['{{#if Id as |x|}}x{{/if}}', 'if gives no names; each does'],
    ['{{this}}', '{{this}} stands for an item and needs an each around it'],
    ['{{@index}}', '{{@index}} needs an each around it'],
    ['{{#each Attributes.x}}{{@level}}{{/each}}', '{{@level}} is no variable'],
    [
      '{{#each Attributes.x}}{{#each Attributes.y}}{{../this}}{{/each}}{{/each}}',
      '{{../this}} is out of reach; name items with as |name|',
    ],
    ['{{"Id"}}', '{{Id}} is neither a variable nor a helper'],
    [
      '{{Demographic.TimeZone}}',
      '{{Demographic.TimeZone}} is no variable; Demographic has AppVersion, Locale, Make, Model, ModelVersion, Platform, PlatformVersion, Timezone',
    ],
    ['{{upper User.FirstName}}', '{{User.FirstName}} is no variable; User has UserAttributes, UserId'],
    ['{{> who}}{{#* inline "who"}}x{{/inline}}', 'partial who is not defined before its use'],
    [
      '{{#* inline "a"}}{{> b}}{{/inline}}{{#* inline "b"}}{{> a}}{{/inline}}{{> a}}',
      'partial a inserts itself: a → b → a',
    ],
    [
      '{{#* inline "a"}}x{{/inline}}{{> a name="x"}}',
      'a partial is inserted as {{> name}}, without arguments',
    ],
    ['{{> (upper Id)}}', 'a partial is inserted as {{> name}}, without arguments'],
    ['{{#> a}}x{{/a}}', 'only inline partials and their insertion are known'],
    ['{{#* other "a"}}x{{/other}}', 'only {{#* inline "name"}} is known'],
    ['{{{{raw}}}}x{{{{/raw}}}}', 'raw blocks are not known'],
  ])('%s is a BadRequest: %s', (template, reason) => {
    expect(() => rendered(`line 1\n${template}`, {})).toThrow(
      expect.objectContaining({ code: 'BadRequest', message: expect.stringMatching(/^Body line [12]: /) }),
    );
    expect(() => rendered(template, {})).toThrow(`Body line 1: ${reason}`);
  });

  it('says the line of a fault far down', () => {
    expect(() => renderedHtml(`<p>\n</p>\n\n  {{shout Id}}`, {})).toThrow(
      'HtmlPart line 4: there is no helper shout',
    );
  });
});

describe('a recipient who cannot be rendered for', () => {
  it.each([
    ['{{add Metrics.none 1}}', {}, 'Body: add: a is missing; it must be a number'],
    [
      '{{abbreviate Id n}}',
      { Id: 'e1', n: 'x' },
      'Body: abbreviate: n is x; it must be a whole number from 0 on',
    ],
    ['{{divide 1 Metrics.x}}', { Metrics: { x: 0 } }, 'Body: divide cannot divide by 0'],
    [
      '{{now tz=Demographic.Timezone}}',
      { Demographic: { Timezone: 'Mars' } },
      'Body: now: tz is Mars; it must be a name of the time zone database',
    ],
    ['{{now tz=Mars/Base}}', {}, 'Body: now: tz is Mars/Base; it must be a name of the time zone database'],
    [
      '{{dateFormat Attributes.when}}',
      { Attributes: { when: ['soon'] } },
      'Body: dateFormat date is soon; it must be a date written as ISO 8601',
    ],
    [
      '{{#each Attributes.x}}x{{/each}}',
      { Attributes: { x: [...fifteen, 'one more'] } },
      'Body: each: the list has 16 items; at most 15 are allowed',
    ],
  ])('%s fails with a RenderingError', (template, context, message) => {
    const failure = () => rendered(template, context);
    expect(failure).toThrow(RenderingError);
    expect(failure).toThrow(message);
  });

  it('does not keep the next from being rendered for', () => {
    const template = compileTemplate({ Body: { text: '{{add Metrics.n 1}}', html: false } }, options());
    expect(() => template.render({})).toThrow(RenderingError);
    expect(template.render({ Metrics: { n: 1 } })).toEqual({ Body: '2' });
  });
});

describe('a hostile template', () => {
  it.each([
    '{{constructor}}{{constructor.name}}{{__proto__.constructor}}{{this.constructor.constructor}}',
    '{{Attributes.constructor}}{{Attributes.x.constructor.name}}{{Attributes.x.__proto__}}{{Id.constructor.name}}',
    '{{toString}}{{valueOf}}{{hasOwnProperty}}{{__defineGetter__}}{{__lookupGetter__}}',
    '{{#each Attributes.x}}{{this.constructor.name}}{{@root.constructor.name}}{{/each}}',
    '{{helperMissing}}{{blockHelperMissing}}{{process.env}}{{require}}{{global}}',
  ])('reaches nothing but the data: %s', (template) => {
    expect(rendered(template, { Id: 'e1', Attributes: { x: ['v'] } })).toBe('');
  });

  it.each([
    'lookup Attributes "constructor"',
    'log Id',
    'helperMissing Id',
    'with User',
    '$valueOr Id 0',
    '$show Id',
  ])('calls no helper beyond the documented: %s', (call) => {
    expect(() => rendered(`{{${call}}}`, {})).toThrow('there is no helper');
    expect(() => rendered(`{{#${call}}}{{/${call.split(' ')[0]}}}`, {})).toThrow('there is no block helper');
  });

  const nested = (depth: number, body: string) =>
    '{{#each Attributes.x}}'.repeat(depth) + body + '{{/each}}'.repeat(depth);
  const many = { Attributes: { x: fifteen } };

  it.each([
    ['turns without end', nested(10, 'x'), 'takes more than 100000 steps'],
    ['output without end', nested(2, 'x'.repeat(100_000)), 'makes more than 10000000 characters'],
    ['long variables', '{{big}}'.repeat(2_000), 'Body has 20000000 characters; at most 10000000 are allowed'],
    ['calls that make much', nested(3, '{{center Id size=10000}}'), 'makes more than 10000000 characters'],
    [
      'a blown-up text',
      '{{replace (replace big "b" big) "b" big}}',
      'replace would make 99990000'.slice(0, 18),
    ],
    [
      'a blown-up list',
      '{{join Attributes.wide big}}',
      'join would make 15000000 characters; at most 1000000 are allowed',
    ],
    ['numbers of many digits', '{{multiply digits digits}}', 'it must be a number'],
  ])('is stopped when it makes %s', (_, template, message) => {
    const context = {
      ...many,
      Id: 'e1',
      big: 'b'.repeat(10_000),
      digits: '9'.repeat(100_000),
      Attributes: { x: fifteen, wide: Array.from({ length: 1_500 }, () => '') },
    };
    expect(() => rendered(template, context)).toThrow(RenderingError);
    expect(() => rendered(template, context)).toThrow(message);
  });

  const doubling = Array.from(
    { length: 40 },
    (_, index) => `{{#* inline "p${index + 1}"}}{{> p${index}}}{{> p${index}}}{{/inline}}`,
  ).join('');

  it.each([
    [
      'blocks in blocks',
      '{{#if Id}}'.repeat(20_000) + '{{/if}}'.repeat(20_000),
      'is nested more than 50 deep',
    ],
    ['calls in calls', `{{upper ${'(upper '.repeat(60)}Id${')'.repeat(60)}}}`, 'is nested more than 50 deep'],
    ['doubling partials', `{{#* inline "p0"}}x{{/inline}}${doubling}{{> p40}}`, 'is too large'],
    ['expressions', '{{Id}}'.repeat(10_001), 'has more than 10000 expressions'],
    ['long expressions', `{{and ${'a '.repeat(3_000)}}}`, 'has an expression of more than 5000 characters'],
    ['words', `{{and ${'a '.repeat(2_400)}}}`.repeat(50), 'or 200000 characters in them'],
  ])('is refused when it is made of endless %s', (_, template, message) => {
    expect(() => rendered(template, {})).toThrow(expect.objectContaining({ code: 'BadRequest' }));
    expect(() => rendered(template, {})).toThrow(message);
  });

  const long = 100_000;
  it.each([
    ['{{stripTags big}}', '<'.repeat(long), '<'.repeat(long)],
    ['{{slugify big}}', `${'-'.repeat(long)}x${' '.repeat(long)}`, 'x'],
    ['{{capitalize big}}', `${' '.repeat(long)}x`, `${' '.repeat(long)}X`],
    ['{{dateFormat big}}{{now}}', ' '.repeat(long), 'Nov 24, 2026'],
  ])('cannot make a helper try every place of a long text with every other: %s', (template, big, text) => {
    expect(rendered(template, { big })).toBe(text);
  });
});

describe('blocks of the platform', () => {
  it('do not count: a template that is as large and deep as it may be takes them in', () => {
    const blocks = { link: (body: string) => `[${body}]` };
    const deepest = `${'{{#if Id}}'.repeat(50)}{{#link 1}}x{{/link}}${'{{/if}}'.repeat(50)}`;
    const largest = '{{#link}}{{Id}}{{/link}}'.repeat(5_000) + '{{Id}}'.repeat(5_000);
    expect(rendered(deepest, { Id: 'e1' }, { blocks })).toBe('[x]');
    expect(rendered(largest, { Id: '1' }, { blocks })).toBe('[1]'.repeat(5_000) + '1'.repeat(5_000));
  });

  it('get the rendered body, the recipient and their argument, and are taken as they are', () => {
    const blocks = {
      link: (body: string, context: Readonly<Record<string, unknown>>, argument: unknown) =>
        `<a href="/${context.Id}/${argument}">${body}</a>`,
    };
    const template =
      '{{#link 3}}{{Address}}{{/link}}{{#each Attributes.x}}{{#link @index}}{{this}}{{/link}}{{/each}}';
    expect(renderedHtml(template, { Id: 'e1', Address: '<a>', Attributes: { x: ['v'] } }, { blocks })).toBe(
      '<a href="/e1/3">&lt;a&gt;</a><a href="/e1/0">v</a>',
    );
  });
});
