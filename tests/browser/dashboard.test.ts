import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { seedDemo } from '../../src/runtime/seed.ts';
import { type RunningStage, startStage } from '../flows/running-stage.ts';
import { findChromium } from './chromium.ts';

const executablePath = findChromium();
if (!executablePath) console.warn('The dashboard is not tried: there is no chromium on the PATH.');

/** Waits no longer than this for what the page should show, in milliseconds. */
const PATIENCE = 20_000;
const HEADER =
  'EventName,ProductCode,ProductName,ProductDescription,UnitPrice,Quantity,CustomerID,Username,ChannelType,Address,City,State,Country,Date';
const row = (customer: string, price: string, date: string) =>
  `PURCHASED,p,P,"a, b",${price},1,${customer},${customer},EMAIL,success+${customer}@simulator.amazonses.com,Porto,Norte,PRT,${date}`;

(executablePath ? describe : describe.skip)('the dashboard', () => {
  let stage: RunningStage;
  let browser: Browser;
  let page: Page;
  let signedIn: string;
  /** What the page wrote to the console as an error, or threw. */
  let faults: string[];

  beforeAll(async () => {
    stage = await startStage();
    await seedDemo({ endpoint: stage.endpoint, ...stage.key });
    signedIn = `${stage.endpoint}/#key=${stage.key.keyId}.${stage.key.secret}`;
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--headless', '--disable-background-networking'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(PATIENCE);
    const opened = await context.newPage();
    opened.on('pageerror', (error) => faults.push(error.message));
    opened.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    return opened;
  }
  beforeEach(async () => {
    faults = [];
    page = await open();
  });
  afterEach(() => page.context().close());

  const segment = (name: string) => page.locator('.segments li', { hasText: name }).locator('.segment-size');
  const run = (name: string) => page.locator('.run', { hasText: name });

  it('signs in by the link of the terminal, and takes the key out of the address', async () => {
    await page.goto(signedIn);
    await page.getByRole('heading', { name: 'Touchpoint demo', level: 1 }).waitFor();
    expect(page.url()).toBe(`${stage.endpoint}/`);
    await page.reload();
    await page.getByRole('heading', { name: 'Touchpoint demo', level: 1 }).waitFor();
    expect(faults).toEqual([]);
  });

  it('shows the segments with their sizes', async () => {
    await page.goto(signedIn);
    const sizes = {
      asset_endpoints: '1,000',
      'Renewal Eligible': '400',
      'UPL Upsell Eligible': '150',
      'High Value Customers': '500',
      _RFM_Champions: '237',
    };
    for (const [name, size] of Object.entries(sizes)) expect(await segment(name).textContent()).toBe(size);
  });

  it('shows a run as a row of steps, and what a step was given, on Enter', async () => {
    await page.goto(signedIn);
    const steps = run('demo-transactions.csv').locator('.steps li');
    await steps.nth(7).waitFor();
    expect(await steps.locator('.step-name').allTextContents()).toEqual([
      'Validate',
      'Load',
      'Score',
      'Cluster',
      'Publish',
      'PublishChunks',
      'Segment',
      'Notify',
    ]);
    expect(await run('demo-transactions.csv').locator('.sums dd').allTextContents()).toEqual([
      '11,903',
      '11,898',
      '5',
      '1,000',
    ]);
    await page.getByRole('button', { name: 'Load' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Result' }).waitFor();
    expect(await page.locator('.step-detail pre').first().textContent()).toContain('"rejected": 5');
    await page.locator('.step-detail summary', { hasText: 'Input' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('"key": "uploads/demo-transactions.csv"').first().waitFor();
  });

  it('shows the rejected rows with line, column and reason', async () => {
    await page.goto(signedIn);
    await page.getByText('Rejected rows (5)').click();
    await page.locator('.rejects tbody tr').nth(4).waitFor();
    const rows = await page.locator('.rejects tbody tr').allTextContents();
    expect(rows).toHaveLength(5);
    expect(rows.join('\n')).toContain('"twelve" is not a number');
  });

  it('takes a file that is chosen, and shows its run to the end', async () => {
    await page.goto(signedIn);
    const file = `${HEADER}\n${row('x-1', '10.00', '2026-01-05')}\n${row('x-2', 'ten', '2026-01-06')}\n`;
    await page
      .locator('#file')
      .setInputFiles({ name: 'chosen.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
    await run('chosen.csv').locator('.sums').waitFor();
    expect(await run('chosen.csv').locator('.sums dd').allTextContents()).toEqual(['2', '1', '1', '1']);
  });

  it('takes a file that is dropped, and shows why its run failed', async () => {
    await page.goto(signedIn);
    await page.locator('.drop').waitFor();
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['EventName,Quantity\\nPURCHASED,1\\n'], 'dropped.csv'));
      return transfer;
    })()`);
    await page.dispatchEvent('.drop', 'drop', { dataTransfer: dropped });
    await run('dropped.csv').locator('.fault').waitFor();
    expect(await run('dropped.csv').locator('.fault').textContent()).toContain('UnitPrice');
  });

  it('says why a key is refused, and signs in by keyboard alone', async () => {
    await page.goto(stage.endpoint);
    await page.getByLabel('Access key id').waitFor();
    await page.keyboard.type('nobody');
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'does not take this key' }).waitFor();
    await page.keyboard.type(stage.key.keyId);
    await page.keyboard.press('Tab');
    await page.keyboard.type(stage.key.secret);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Touchpoint demo', level: 1 }).waitFor();
  });

  it.each(['light', 'dark'] as const)('fits a phone without scrolling sideways, %s', async (colorScheme) => {
    const phone = await open({ viewport: { width: 390, height: 844 }, colorScheme });
    await phone.goto(signedIn);
    await phone.locator('.segments li').first().waitFor();
    await phone.locator('.steps li').first().waitFor();
    const width = await phone.evaluate('document.documentElement.scrollWidth');
    await phone.context().close();
    expect(width).toBe(390);
    expect(faults).toEqual([]);
  });
});
