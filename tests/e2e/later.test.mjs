// What a first visit does without: it comes with the first run, and a page that cannot fetch it loses nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';
import { saved } from './support/saved.mjs';

const RUN = '#/lock-queue-up?v=1&n=3&time_scale=0.2';
let app;
let file;
before(async () => {
  app = await openApp({ link: `${RUN}&lang=en` });
  file = `/${await app.page.evaluate(() => document.documentElement.dataset.later)}`;
});
after(() => app.close());

/** How often it was asked for so far. */
const asked = () => app.server.requests.filter((name) => name.endsWith(file)).length;
const result = () => app.text('.pp-result__body');
const turn = () => app.page.evaluate(() => document.querySelector('.pp-header button[lang]').click());

test('a visit asks for it when something runs, not before, and shows the result with it', async () => {
  // What the budget of a first visit leaves out: crates/xtask/src/tidy/budget.rs.
  const left = app.server.requests.filter((name) => /_later\.wasm$|\.rs$|\.pprun$|\/isolate\.js$/.test(name));
  assert.deepEqual(left, []);
  assert.equal((await app.run(RUN)).verdict, 'finished');
  assert.equal(asked(), 1);
  assert.match(await result(), /waiting for others/);
});

test('a table that is opened before any run asks for it as well', async () => {
  await app.goto(`${RUN}&lang=en`);
  const before = asked();
  await app.page.evaluate(() => [...document.querySelectorAll('.pp-timeline button')].find((button) => button.textContent === 'table').click());
  await app.page.waitForSelector('.pp-timeline table');
  assert.equal(asked(), before + 1);
});

test('a page that cannot fetch it keeps the run, says so in both languages, and shows everything when tried again', async () => {
  const errors = app.errors.length;
  app.server.refused.add(file);
  await app.goto(`${RUN}&lang=en`);
  const refused = await app.run(RUN).then(() => null, String);
  assert.match(refused ?? '', /could not be loaded/);
  assert.ok((await app.api('trace')).records > 0);
  await app.page.waitForSelector('.pp-result .pp-notice--bad button');
  assert.match(await result(), /could not be loaded/);
  await turn();
  await app.page.waitForFunction(() => document.querySelector('.pp-result .pp-notice--bad').textContent.includes('无法加载'));
  await turn();
  app.server.refused.delete(file);
  await app.page.evaluate(() => document.querySelector('.pp-result .pp-notice--bad button').click());
  await app.page.waitForFunction(() => document.querySelector('.pp-result__figures') !== null);
  assert.equal(await app.page.$('.pp-result .pp-notice--bad'), null);
  assert.match(await result(), /waiting for others/);
  const csv = await saved(app.page, 'CSV');
  assert.ok(csv.bytes.length > 100, `${csv.bytes.length} bytes`);
  app.errors.length = errors;
});

test('the page throws nothing', () => assert.deepEqual(app.errors, []));
