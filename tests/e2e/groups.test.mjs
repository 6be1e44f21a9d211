// Engines and cards come by group of demos: a first visit fetches the opening group's alone, others come when a demo of theirs is opened.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../dist/engine/manifest.json')));
const START = '#/speedup?v=1&load=io&tasks=4&latency=20&workers=2';
// Long enough not to have ended before the next is asked for.
const LONG = '#/speedup?v=1&load=io&tasks=8&latency=5000&workers=1';
const THREADS = '#/thread-create?v=1&time_scale=0.05';
const POOLS = '#/pool-map-speedup?v=1&kind=thread&tasks=2&time_scale=0.05';

let app;
before(async () => { app = await openApp({ link: START }); });
after(() => app.close());

/** Files below `engine/` that were asked for, without the manifest. */
function fetched() {
  const names = app.server.requests.map((p) => p.split('/engine/')[1]).filter((p) => p && p !== 'manifest.json');
  return new Set(names.map((p) => p.split('?')[0]));
}

/** The folder that holds a file of a group. */
const folderOf = (group, file) => manifest[group][file].split('/')[0];

const isCardHere = () => app.page.waitForFunction(() => document.querySelector('.pp-title p').textContent && document.querySelector('.pp-listing li'));

test('a first visit with its first run fetches one engine and one module of cards, those of the opening group', async () => {
  const report = await app.run(START);
  assert.equal(report.verdict, 'finished');
  await isCardHere();
  const files = fetched();
  for (const file of ['wasm', 'worker', 'cards']) assert.ok(files.has(manifest.start[file]), `${file} of the opening group`);
  const folders = new Set([folderOf('start', 'wasm'), folderOf('start', 'cards')]);
  assert.deepEqual([...files].filter((file) => !folders.has(file.split('/')[0])), []);
});

test('another group\'s engine and cards come when a demo of it is opened, and it runs', async () => {
  await app.page.click('.pp-gallery a[href="#/thread-create"]');
  await isCardHere();
  assert.match(await app.text('.pp-listing'), /import threading/);
  const report = await app.run(THREADS);
  assert.equal(report.verdict, 'finished');
  for (const file of ['wasm', 'worker', 'cards']) assert.ok(fetched().has(manifest.threads[file]), file);
});

test('runs of changing groups come one after the other, and leave no worker or memory behind', async () => {
  await app.run(START);
  // What is compared must have come to rest: a worker may still be on its way out when its run is over.
  await app.page.waitForFunction(() => { const f = globalThis.parallelPlay.figures(); return f.idle === f.workers; });
  const before = await app.figures();
  for (const link of [THREADS, START, POOLS, THREADS, START]) {
    const report = await app.run(link);
    assert.equal(report.verdict, 'finished', link);
  }
  await app.page.waitForFunction(({ workers, idle }) => { const f = globalThis.parallelPlay.figures(); return f.idle === idle && f.workers === workers; }, {}, before);
  const { workers, idle, memories, dropped } = await app.figures();
  assert.deepEqual({ workers, idle, memories, dropped }, { workers: before.workers, idle: before.idle, memories: before.memories, dropped: before.dropped });
});

test('pressed quickly back and forth, each promise is kept and the last run is the one on the screen', async () => {
  const reports = await app.page.evaluate(
    (links) => Promise.all(links.map((link) => globalThis.parallelPlay.run(link))),
    [LONG, THREADS, POOLS, START, THREADS],
  );
  assert.deepEqual(reports.slice(0, -1).map((r) => r.verdict), ['stopped', 'stopped', 'stopped', 'stopped']);
  assert.equal(reports.at(-1).verdict, 'finished');
  assert.equal(reports.at(-1).demo, 'thread-create');
});

test('Stop while an engine is on its way settles the promise, and nothing begins', async () => {
  await app.goto(START);
  const verdict = await app.page.evaluate(async (link) => {
    const report = globalThis.parallelPlay.run(link);
    globalThis.parallelPlay.stop();
    return (await report).verdict;
  }, POOLS);
  assert.equal(verdict, 'stopped');
  assert.equal((await app.run(POOLS)).verdict, 'finished');
});

test('demos() tells every demo with its parameter table, whatever has been fetched', async () => {
  const demos = await app.api('demos');
  assert.ok(demos.length >= 20);
  for (const demo of demos) {
    assert.ok(demo.idea.en && demo.idea.zh, demo.id);
    for (const { key, label, help } of demo.parameters) assert.ok(label.en && help.en && help.zh, `${demo.id}: ${key}`);
  }
});

test('opening a demo of a group whose cards have yet to come moves nothing that a person looks at', async () => {
  await app.goto(START);
  await isCardHere();
  const tops = () => app.page.evaluate(() => ['.pp-top', '.pp-timeline'].map((s) => document.querySelector(s).getBoundingClientRect().top));
  const card = manifest.threads.cards;
  let release;
  const held = new Promise((go) => { release = go; });
  await app.page.setRequestInterception(true);
  const hold = async (request) => {
    if (request.url().endsWith(card)) await held;
    await request.continue();
  };
  app.page.on('request', hold);
  await app.page.click('.pp-gallery a[href="#/thread-create"]');
  await app.page.waitForSelector('.pp-waiting');
  const without = await tops();
  release();
  await isCardHere();
  assert.deepEqual(await tops(), without);
  app.page.off('request', hold);
  await app.page.setRequestInterception(false);
});

test('cards that cannot be fetched say so in place, and come when tried again', async () => {
  const errors = app.errors.length;
  const file = `/engine/${manifest.threads.cards}`;
  app.server.refused.add(file);
  await app.goto(THREADS);
  await app.page.waitForSelector('.pp-explain .pp-waiting button');
  assert.equal((await app.run(THREADS)).verdict, 'finished', 'the program runs without its card');
  await app.page.waitForSelector('.pp-explain .pp-waiting button');
  app.server.refused.delete(file);
  await app.page.click('.pp-explain .pp-waiting button');
  await isCardHere();
  app.errors.length = errors;
});

test('an engine that cannot be fetched says so, and comes when Run is pressed again', async () => {
  const errors = app.errors.length;
  const file = `/engine/${manifest.pools.wasm}`;
  await app.goto(START);
  app.server.refused.add(file);
  const refused = await app.run(POOLS).then(() => null, (error) => String(error));
  assert.match(refused ?? '', /could not be loaded/);
  app.server.refused.delete(file);
  assert.equal((await app.run(POOLS)).verdict, 'finished');
  app.errors.length = errors;
});

test('the page throws nothing', () => assert.deepEqual(app.errors, []));
