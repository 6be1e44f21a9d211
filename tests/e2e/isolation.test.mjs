// Where the host sends no headers: a service worker adds them; where it cannot, the page says what is missing and shows a recorded run.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

const WORKER = '/isolate.js';
const apps = [];
const opened = async (options) => { apps.push(await openApp({ isolated: false, ...options })); return apps.at(-1); };
after(() => Promise.all(apps.map((app) => app.close())));

/** How often the page itself was asked for. */
const loads = (app) => app.server.requests.filter((path) => path === '/').length;

test('a page without headers isolates itself by loading once more, says so, and then runs', async () => {
  const app = await opened({ link: '#/speedup?v=1&load=io&tasks=2&latency=20&workers=2&lang=en', settled: false });
  await app.page.waitForFunction(() => globalThis.crossOriginIsolated && document.querySelector('#pp-run:not([disabled])'));
  await app.ready();
  assert.equal(await app.page.evaluate(() => location.hash.includes('latency=20')), true, 'the link is kept');
  assert.equal(loads(app), 2);
  const report = await app.run('#/speedup?v=1&load=io&tasks=2&latency=20&workers=2');
  assert.equal(report.verdict, 'finished');
  await app.goto('#/speedup?v=1');
  assert.equal(await app.page.evaluate(() => globalThis.crossOriginIsolated), true, 'and is so at once from then on');
  assert.equal(loads(app), 3);
});

test('a service worker that isolates nothing is tried once: no loop', async () => {
  const app = await opened({ mounts: { [WORKER]: `${import.meta.dirname}/embedder/idle-worker.js` }, settled: false });
  await app.page.waitForFunction(() => sessionStorage.length === 1 && document.querySelector('.pp-banner') && !document.querySelector('.pp-banner strong'));
  await app.page.waitForSelector('.pp-recorded');
  assert.equal(loads(app), 2);
});

let app;
before(async () => { app = await opened({ refused: [WORKER], link: '#/?lang=en' }); });

test('without headers or service worker the page opens, names the headers, and Run is off', async () => {
  assert.equal(await app.page.evaluate(() => globalThis.crossOriginIsolated), false);
  assert.match(await app.text('main'), /Cross-Origin-Opener-Policy/);
  assert.ok((await app.page.$$('.pp-run button:not([disabled]), button.pp-run:not([disabled])')).length === 0, 'Run is off');
  assert.equal(loads(app), 1);
});

test('it shows a recorded run of the opening demo, and says whose', async () => {
  await app.page.waitForSelector('.pp-recorded');
  assert.match(await app.text('.pp-recorded'), /real run.*Recorded \d.* on \d+ cores?\./s);
  const trace = await app.api('trace');
  assert.ok(trace.tasks_ended > 0 && trace.lanes.length > 1);
  assert.match(await app.text('.pp-result__body'), /×/);
  assert.match(await app.page.$eval('.pp-chart__picture', (e) => e.ariaLabel), /\d×/);
  await app.screenshot('not-isolated');
});

test('programs and explanations can still be read', async () => {
  assert.match(await app.text('main'), /import/);
  const expected = /isolate\.js|404|ServiceWorker/;
  assert.deepEqual(app.errors.filter((text) => !expected.test(text)), []);
});
