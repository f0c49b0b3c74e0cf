import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from '../../../src/core/templates/render.ts';
import { readTemplateRequest } from '../../../src/core/templates/template-requests.ts';
import { options } from './rendered.ts';

const ROOT = new URL('../../../templates/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const names = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function compiled(name: string) {
  const { Subject, DefaultSubstitutions } = JSON.parse(read(`${name}/template.json`));
  const parts = {
    Subject: { text: Subject as string, html: false },
    HtmlPart: { text: read(`${name}/body.html`), html: true },
    TextPart: { text: read(`${name}/body.txt`), html: false },
  };
  return compileTemplate(parts, options({ defaults: DefaultSubstitutions }));
}

const ana = { User: { UserAttributes: { FirstName: ['Ana'], PlanType: ['Standard', 'Premium'] } } };
const linksIn = (html: string) => [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href);

describe("the guide's templates", () => {
  it('have the names and subjects of the guide', () => {
    const subjects = names.map((name) => [name, JSON.parse(read(`${name}/template.json`)).Subject]);
    expect(Object.fromEntries(subjects)).toEqual({
      UPL_Upsell: 'Did you know about our Premium Subscription Plan {{User.UserAttributes.FirstName}}?',
      Renew_10_percent_off: '{{User.UserAttributes.FirstName}} Renew Now and get 10% Off!',
      Renew_30_percent_off: '{{User.UserAttributes.FirstName}} Renew Now and get 30% Off!',
      Renew_reminder_percent_off: '{{User.UserAttributes.FirstName}} Did you forget to renew?',
    });
  });

  it.each(names)('%s is a template that can be created', (name) => {
    const request = {
      ...JSON.parse(read(`${name}/template.json`)),
      HtmlPart: read(`${name}/body.html`),
      TextPart: read(`${name}/body.txt`),
    };
    expect(Object.keys(readTemplateRequest('EMAIL', request).content)).toEqual([
      'HtmlPart',
      'Subject',
      'TextPart',
    ]);
  });

  it.each(names)('%s asks for one thing, in HTML and in text', (name) => {
    const { HtmlPart, TextPart } = compiled(name).render(ana);
    const [link, ...others] = linksIn(HtmlPart);
    expect([link, others]).toEqual([expect.stringMatching(/^https:\/\/www\.example\.com\//), []]);
    expect(TextPart.match(/https?:\S+/g)).toEqual([link]);
    expect(HtmlPart + TextPart).not.toMatch(/\{\{|\}\}\}|undefined|\[object/);
  });

  it.each(names)('%s greets by name, or without one', (name) => {
    const template = compiled(name);
    const [known, unknown] = [template.render(ana), template.render({})];
    expect([known.HtmlPart, known.TextPart].map((text) => /Hello Ana,/.test(text))).toEqual([true, true]);
    expect(known.Subject).toContain('Ana');
    expect([unknown.HtmlPart, unknown.TextPart].map((text) => /Hello Valued customer,/.test(text))).toEqual([
      true,
      true,
    ]);
  });

  it.each(names.filter((name) => name.startsWith('Renew_')))('%s names both plans of who has two', (name) => {
    const { HtmlPart, TextPart } = compiled(name).render(ana);
    expect(TextPart).toContain('our Standard and Premium plan');
    expect(HtmlPart).toContain('our <strong>Standard and Premium</strong> plan');
  });

  it.each(names)('%s offers to unsubscribe in campaigns and journeys', (name) => {
    const template = compiled(name);
    const unsubscribeUrl = 'https://stage.example/u/token';
    for (const Pinpoint of [{ CampaignId: 'c1' }, { JourneyId: 'j1' }]) {
      const { HtmlPart, TextPart } = template.render({ ...ana, Pinpoint, unsubscribeUrl });
      expect(linksIn(HtmlPart)).toContain(unsubscribeUrl);
      expect(TextPart).toContain(`Unsubscribe: ${unsubscribeUrl}`);
    }
    expect(template.render(ana).TextPart).not.toContain('Unsubscribe');
  });
});
