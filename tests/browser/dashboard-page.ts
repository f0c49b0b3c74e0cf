import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { seedDemo } from '../../src/runtime/seed.ts';
import { type RunningStage, startStage } from '../flows/running-stage.ts';
import { findChromium, launchChromium } from './chromium.ts';

/** Waits no longer than this for what the page should show, in milliseconds. */
const PATIENCE = 20_000;
const SCREENSHOTS = join(import.meta.dirname, 'screenshots');
const PHONE = { width: 360, height: 760 };
const DESKTOP = { width: 1280, height: 900 };

/** The path of a Chromium; tests of the page are skipped, and say so, where there is none. */
export const chromiumPath = findChromium();
if (!chromiumPath) console.warn('The dashboard is not tried: there is no chromium on the PATH.');

/** A stage with the demo company, and a browser to look at it with. */
export interface Dashboard {
  readonly stage: RunningStage;
  /** What pages wrote to the console as an error, or threw, since `faults` was emptied last. */
  readonly faults: string[];
  /** The demo company's application. */
  readonly applicationId: string;
  /** A page of its own, signed in, at a view's address: `/campaigns`. */
  open(view?: string, options?: BrowserContextOptions): Promise<Page>;
  /** A page of its own, of a reader who is not signed in, at `/` with a fragment. */
  openSignedOut(fragment?: string): Promise<Page>;
  /** What the stage answers to the page's own key: the truth that a page is compared with. */
  ask<Answer>(path: string, init?: RequestInit): Promise<Answer>;
  /** Light, dark and phone, in the folder `screenshots`, to be looked at. */
  screenshots(view: string, name: string, ready: (page: Page) => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

export async function openDashboard(prepare?: (stage: RunningStage) => Promise<unknown>): Promise<Dashboard> {
  const stage = await startStage();
  await seedDemo({ endpoint: stage.endpoint, ...stage.key });
  await prepare?.(stage);
  const browser = await launchChromium(chromiumPath);
  const key = `${stage.key.keyId}.${stage.key.secret}`;
  const faults: string[] = [];

  async function openAt(fragment: string, options: BrowserContextOptions, init?: string): Promise<Page> {
    const context = await browser.newContext({ viewport: DESKTOP, ...options });
    context.setDefaultTimeout(PATIENCE);
    if (init) await context.addInitScript(init);
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(`${stage.endpoint}/${fragment}`);
    return page;
  }

  const signIn = `if (self === top && !sessionStorage.getItem('was-here')) {
    sessionStorage.setItem('was-here', 'yes');
    sessionStorage.setItem('touchpoint-key', ${JSON.stringify(key)});
  }`;
  const open = (view = '/', options: BrowserContextOptions = {}) => openAt(`#${view}`, options, signIn);

  async function ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers };
    const response = await fetch(`${stage.endpoint}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  const apps = await ask<{ Item: { Id: string; Name: string }[] }>('/v1/apps');
  const applicationId = apps.Item.find(({ Name }) => Name === 'Touchpoint demo')?.Id ?? '';
  // What is sent at once has gone, so that no page is drawn while its numbers still grow.
  while (!(await isSent(await ask(`/v1/apps/${applicationId}/campaigns`)))) await stage.stage.settled();
  return {
    stage,
    faults,
    applicationId,
    open,
    openSignedOut: (fragment = '') => openAt(fragment, {}),
    ask,
    async screenshots(view, name, ready) {
      await mkdir(SCREENSHOTS, { recursive: true });
      const kinds: [string, BrowserContextOptions][] = [
        ['light', { colorScheme: 'light' }],
        ['dark', { colorScheme: 'dark' }],
        ['phone', { viewport: PHONE }],
      ];
      for (const [kind, options] of kinds) {
        const page = await open(view, { ...options, reducedMotion: 'reduce' }); // charts are drawn at once
        await ready(page);
        await page.screenshot({ path: join(SCREENSHOTS, `${name}-${kind}.png`), fullPage: true });
        await page.context().close();
      }
    },
    async close() {
      await browser.close();
      await stage.close();
    },
  };
}

interface CampaignsPage {
  readonly Item: readonly {
    readonly Schedule: { Frequency: string };
    readonly State: { CampaignStatus: string };
  }[];
}

/** Whether every campaign with one run has had it; asked again a moment later otherwise. */
async function isSent({ Item }: CampaignsPage): Promise<boolean> {
  const open = Item.filter(
    ({ Schedule, State }) => Schedule.Frequency === 'ONCE' && State.CampaignStatus !== 'COMPLETED',
  );
  if (open.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  return open.length === 0;
}

/** A card of the page, by its heading. */
export function part(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true });
}

/** The texts of a table's cells, row by row. */
export function cellsOf(page: Page, table: string): Promise<string[][]> {
  return page
    .getByRole('table', { name: table })
    .locator('tbody tr')
    .evaluateAll((lines) =>
      lines.map((line) =>
        [...(line as { children: { textContent: string }[] }).children].map(({ textContent }) => textContent),
      ),
    );
}

/** Names and values of a card's headline numbers. */
export function statsOf(page: Page, card: string): Promise<string[][]> {
  return page
    .getByRole('region', { name: card })
    .locator('dl > div')
    .evaluateAll((parts) =>
      parts.map((one) =>
        [
          ...(one as { querySelectorAll(of: string): { textContent: string }[] }).querySelectorAll(
            'dt, dd:nth-of-type(1)',
          ),
        ].map(({ textContent }) => textContent),
      ),
    );
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong with the page, one line each: rule, what it is, where. @param rules those alone; all when absent */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  const options = rules ? { runOnly: rules } : {};
  const found = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as {
    violations: { id: string; help: string; nodes: { target: string[] }[] }[];
  };
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help} at ${target.join(' ')}`),
  );
}

/** By how many pixels the page is wider than its window: 0 when nothing scrolls sideways. */
export async function overflow(page: Page): Promise<number> {
  return (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number;
}

/**
 * Waits until an expression is true on the page. Playwright's own `waitForFunction` polls by evaluating text in the
 * page, which the page's policy refuses.
 */
export async function until(page: Page, expression: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await page.evaluate(expression))) {
    if (Date.now() > end) throw new Error(`The page never came to: ${expression}`);
    await page.waitForTimeout(50);
  }
}
