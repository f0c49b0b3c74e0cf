/**
 * How soon the dashboard's first view can be used: a fresh browser, a reader who is signed in, a stage that runs.
 *
 *     npm start                      in another terminal
 *     node bench/first-view.ts       asks TOUCHPOINT_ENDPOINT with TOUCHPOINT_SECRET_ACCESS_KEY
 *
 * Shown is when the overview's heading is there, answered when a click on another view has led to it.
 */
import { findChromium, launchChromium } from '../tests/browser/chromium.ts';

const ADDRESS = process.env.TOUCHPOINT_ENDPOINT ?? 'http://127.0.0.1:3000';
const KEY = `${process.env.TOUCHPOINT_ACCESS_KEY_ID ?? 'touchpoint'}.${process.env.TOUCHPOINT_SECRET_ACCESS_KEY}`;
const ROUNDS = 5;

const browser = await launchChromium(findChromium());
const shown: number[] = [];
const answered: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.addInitScript(`sessionStorage.setItem('touchpoint-key', ${JSON.stringify(KEY)})`);
  const page = await context.newPage();
  const begun = performance.now();
  await page.goto(ADDRESS, { waitUntil: 'commit' });
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  shown.push(performance.now() - begun);
  await page.getByRole('link', { name: 'Campaigns', exact: true }).first().click();
  await page.getByRole('heading', { name: 'Campaigns', level: 1 }).waitFor();
  answered.push(performance.now() - begun);
  await context.close();
}
await browser.close();

const told = (times: number[]) => {
  const [least, , middle, , most] = times.sort((a, b) => a - b).map((time) => time.toFixed(0));
  return `${middle} ms (${least} to ${most})`;
};
console.log(`shown after ${told(shown)}, a click answered after ${told(answered)}`);
