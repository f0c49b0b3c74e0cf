import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from '../../../src/core/templates/render.ts';
import { options, rendered, renderedHtml } from './rendered.ts';

const recipient = {
  Id: 'e1',
  Address: 'ana@example.com',
  Attributes: {
    plans: ['Standard', 'Premium'],
    empty: [],
    blank: [''],
    html: ['<b>&"\'=`'],
    lookup: ['own'],
  },
  Metrics: { visits: 0, rate: 2.5 },
  User: { UserId: 'u1', UserAttributes: { FirstName: ['Ana'], 'Last Name': ['da Silva', 'Reis'] } },
  Location: { City: 'Vila Real', Latitude: 41.3 },
  Demographic: {},
  Pinpoint: { CampaignId: 'c1' },
  RecommendationItems: ['i1', 'i2'],
  Recommendations: { title: ['A', 'B'], price: '9 €' },
  code: '123',
};

describe('variables', () => {
  it.each([
    ['{{Id}} {{EndpointId}} {{Address}}', 'e1 e1 ana@example.com'],
    ['{{User.UserAttributes.FirstName}} {{User.UserId}}', 'Ana u1'],
    ['{{Attributes.plans}}', 'Standard,Premium'],
    ['{{Attributes.plans.[1]}} [{{Attributes.plans.[2]}}]', 'Premium []'],
    [
      '{{User.UserAttributes.[Last Name]}} / {{User.UserAttributes.[Last Name].[0]}}',
      'da Silva,Reis / da Silva',
    ],
    ['{{Metrics.visits}} {{Metrics.rate}} {{Location.Latitude}}', '0 2.5 41.3'],
    ['{{Pinpoint.CampaignId}}[{{Pinpoint.JourneyId}}]', 'c1[]'],
    ['{{RecommendationItems.[1]}} {{Recommendations.title.[0]}} {{Recommendations.price}}', 'i2 A 9 €'],
    ['{{code}} {{this.code}} {{./code}}', '123 123 123'],
    ['[{{Attributes.none}}{{none}}{{none.at.all}}{{Demographic.Make}}]', '[]'],
    ['[{{Location}}{{User.UserAttributes}}]', '[]'],
    ['{{Attributes.lookup}}', 'own'],
    ['{{! a note }}{{!-- {{another}} --}}\\{{Id}}', '{{Id}}'],
  ])('%s → %s', (template, text) => {
    expect(rendered(template, recipient)).toBe(text);
  });

  it('are escaped in HTML parts only, and not within three braces', () => {
    const template = '{{Attributes.html}}';
    expect(rendered(template, recipient)).toBe('<b>&"\'=`');
    expect(renderedHtml(template, recipient)).toBe('&lt;b&gt;&amp;&quot;&#x27;&#x3D;&#x60;');
    expect(renderedHtml('{{{Attributes.html}}}', recipient)).toBe('<b>&"\'=`');
    expect(renderedHtml('{{upper Attributes.html}}', recipient)).toBe(
      '&lt;B&gt;&amp;&quot;&#x27;&#x3D;&#x60;',
    );
  });

  it('leave no trace of one recipient in the next', () => {
    const template = compileTemplate({ Body: { text: '{{Id}}{{User.UserId}}', html: false } }, options());
    expect([recipient, { Id: 'e2' }].map((context) => template.render(context).Body)).toEqual(['e1u1', 'e2']);
  });
});

describe('default substitutions', () => {
  const defaults = JSON.stringify({
    'User.UserAttributes.FirstName': 'friend',
    'User.UserAttributes.[Nick Name]': 'you',
    'Attributes.empty': ['a', 'b'],
    'Attributes.blank': 'nothing',
    'Metrics.visits': 7,
    'Metrics.none': 7,
    'Attributes.plans': 'Free',
    Id: 'nobody',
  });

  it.each([
    ['{{User.UserAttributes.FirstName}} {{User.UserAttributes.FirstName.[0]}}', 'Ana Ana'],
    ['{{User.UserAttributes.[Nick Name]}} {{User.UserAttributes.[Nick Name].[0]}}', 'you you'],
    ['{{Attributes.empty}} {{Attributes.empty.[0]}} {{Attributes.blank}}', 'a,b a nothing'],
    ['{{#each Attributes.empty}}{{this}}{{User.UserAttributes.[Nick Name]}}{{/each}}', 'ayoubyou'],
    [
      '{{upper User.UserAttributes.[Nick Name]}} {{join Attributes.empty "+"}} {{add Metrics.none 1}}',
      'YOU a+b 8',
    ],
    ['{{Metrics.visits}}', '0'],
    ['{{#if Metrics.none}}yes{{/if}}', 'yes'],
    ['{{EndpointId}}', 'e1'],
  ])('stand in where the endpoint has no value: %s → %s', (template, text) => {
    expect(rendered(template, recipient, { defaults })).toBe(text);
  });

  it('are escaped in HTML as values are', () => {
    const more = { defaults: '{"User.UserAttributes.Nick":"<you>"}' };
    expect(renderedHtml('{{User.UserAttributes.Nick}}', recipient, more)).toBe('&lt;you&gt;');
  });

  it.each([
    ['{"a":', /^DefaultSubstitutions is not JSON: /],
    ['["a"]', /^DefaultSubstitutions is \["a"\]; it must be a JSON object$/],
    [
      '{"User":{"UserId":"x"}}',
      /^DefaultSubstitutions: the value of User is {"UserId":"x"}; it must be a text$/,
    ],
  ])('are refused when they are %s', (text, message) => {
    expect(() => rendered('x', {}, { defaults: text })).toThrow(
      expect.objectContaining({ code: 'BadRequest', message: expect.stringMatching(message) }),
    );
  });
});
