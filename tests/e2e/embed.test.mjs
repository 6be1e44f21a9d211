// A page of another site embeds ours: the compact view, and the door by postMessage.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './support/browser.mjs';
import { serve } from './support/server.mjs';

const LINK = '#/speedup?v=1&load=io&tasks=2&latency=20&workers=2&embed=1';
const dist = path.resolve(import.meta.dirname, '../../dist');
const embedder = path.join(import.meta.dirname, 'embedder');
let browser;
before(async () => { browser = await launch('chromium'); });
after(() => browser.close());

/** Opens an embedding page (`outer`: whether it is isolated itself) around ours (`inner`: whether its headers are sent). */
async function embed({ outer, inner }) {
  const ours = await serve({ '/': dist }, { isolated: inner });
  const theirs = await serve({ '/': embedder }, { isolated: outer });
  const page = await browser.newPage();
  // Another name of this machine is another site, so the frame gets a process of its own.
  const address = theirs.url.replace('127.0.0.1', 'localhost');
  await page.goto(`${address}?frame=${encodeURIComponent(ours.url + LINK)}`);
  await page.evaluate(() => globalThis.loaded);
  const frame = page.frames().find((f) => f.url().startsWith(ours.url));
  await frame.waitForSelector('main');
  const ask = (...question) => page.evaluate((q) => globalThis.ask(...q), question);
  const close = async () => { await page.close(); await ours.close(); await theirs.close(); };
  return { frame, ask, close };
}

for (const outer of [false, true]) {
  test(`a page that is ${outer ? '' : 'not '}isolated sends a run to its frame and gets the report`, async () => {
    const { frame, ask, close } = await embed({ outer, inner: true });
    assert.equal(await frame.evaluate(() => globalThis.crossOriginIsolated), true);
    assert.equal((await ask('ready')).error, undefined);
    const { result: report, error } = await ask('run', LINK);
    assert.equal(error, undefined);
    assert.equal(report.verdict, 'finished');
    assert.ok(report.measurements.length > 0);
    const running = ask('run', '#/pool-lab?v=1&workload=wait-forever&tasks=2&workers=2&embed=1');
    await frame.waitForFunction(() => document.documentElement.dataset.phase === 'running');
    await ask('stop');
    assert.equal((await running).result.verdict, 'stopped');
    assert.match((await ask('fly')).error, /no function/);
    await close();
  });
}

test('the compact view shows Run, the timeline, one chart and the way to the whole page', async () => {
  const { frame, close } = await embed({ outer: false, inner: true });
  const shown = (selector) => frame.$$eval(selector, (all) => all.filter((e) => e.checkVisibility()).length);
  assert.equal(await shown('#pp-run'), 1);
  assert.equal(await shown('.pp-timeline__canvas'), 1);
  assert.equal(await shown('.pp-chart'), 1);
  assert.equal(await shown('nav.pp-gallery, .pp-explain, .pp-output'), 0);
  const whole = await frame.$eval('a[target="_blank"]', (a) => a.href);
  assert.ok(whole.includes('#/speedup?') && !whole.includes('embed'), whole);
  await close();
});

test('a frame that is not isolated says so, and leads to the whole page', async () => {
  const { frame, ask, close } = await embed({ outer: false, inner: false });
  assert.equal(await frame.evaluate(() => globalThis.crossOriginIsolated), false);
  assert.match(await frame.$eval('.pp-banner', (e) => e.textContent), /frame/);
  assert.equal(await frame.$eval('#pp-run', (b) => b.disabled), true);
  assert.equal(await frame.$$eval('a[target="_blank"]', (l) => l.length), 1);
  assert.match((await ask('run', LINK)).error, /cannot run/i);
  await close();
});
