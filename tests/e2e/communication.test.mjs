// The demos of communication and shared memory: real processes with memories of their own, through the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

/** Printed lines without their times. */
const lines = (report) => report.lines.map(([, , text]) => text);
/** The value of a result by its name. */
const value = (report, name) => report.results.find((r) => r.name === name)?.value;

/** Demo, further fields, what the report must say beside verdict and checks. */
const demos = [
  ['ipc-pipe', '', (r) => assert.equal(lines(r).at(-1), 'exit code 0')],
  ['ipc-pipe', 'bytes=1000000', (r) => assert.equal(lines(r).filter((l) => l.endsWith('1000000 bytes')).length, 3)],
  ['ipc-pipe', 'duplex=off&bytes=200000', (r) => assert.ok(lines(r).includes('child: end of file after 3'))],
  ['ipc-queue', '', (r) => assert.equal(value(r, 'sum'), 10)],
  ['ipc-queue', 'items=20000', (r) => assert.equal(value(r, 'sum'), 199990000)],
  ['ipc-queue', 'drain=after-join', (r) => assert.equal(value(r, 'sum'), 10)],
  ['ipc-value-array', 'guarded=on&rounds=5000', (r) => assert.equal(value(r, 'counter'), 10000)],
  ['ipc-value-array', 'rounds=1000000', (r) => assert.ok(value(r, 'counter') < 2_000_000, 'updates are really lost')],
  ['ipc-socket', '', (r) => assert.deepEqual(lines(r), ['5 messages, 500 bytes'])],
  ['ipc-socket', 'framing=none', (r) => assert.ok(value(r, 'pieces') <= 5)],
  ['ipc-manager-list', '', (r) => assert.deepEqual(lines(r), ['[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 999]', '11 items'])],
  ['ipc-manager-list', 'nested=on', (r) => assert.equal(value(r, 'items'), 11)],
  ['ipc-manager-kinds', 'misuse=on', (r) => assert.ok(lines(r).includes('Lock: RuntimeError: release unlocked lock'))],
  ['ipc-compare', 'sends=50', (r) => assert.equal(lines(r).length, 20)],
  ['ipc-compare', 'sends=50&bytes=64&ways=pipe,manager&answer=on', (r) => assert.deepEqual(Object.keys(value(r, 'MB/s')), ['pipe', 'manager'])],
  ['main-guard', 'time_scale=0.1', (r) => assert.deepEqual([value(r, 'exit codes'), value(r, 'top level ran')], [[0, 0], 3])],
  ['main-guard', 'guarded=off&time_scale=0.1', (r) => assert.deepEqual([value(r, 'exit codes'), value(r, 'top level ran')], [[1, 1], 3])],
  ['one-core-switching', 'rounds=300', (r) => assert.equal(lines(r).at(-1), '1 of 1 cores used at once')],
  ['one-core-switching', 'rounds=300&limit=2&latency=1', (r) => assert.equal(lines(r).length, 5)],
  ['shared-array-attach', '', (r) => assert.deepEqual(value(r, 'after'), [0, 0, 0, 0, 0, 0])],
  ['shared-array-attach', 'seen_as=uint8', (r) => assert.equal(lines(r).length, 3)],
  ['shared-image-watch', 'time_scale=0.2', (r) => assert.deepEqual([value(r, 'before'), value(r, 'after')], [0, 921600])],
  ['shared-image-tearing', 'guarded=on', (r) => assert.equal(value(r, 'torn'), 0)],
];

for (const [demo, fields, expect] of demos) {
  test(`${demo}${fields && ` with ${fields}`}: finishes and keeps its promises`, async () => {
    const report = await app.run(`#/${demo}?v=1${fields && `&${fields}`}`);
    assert.equal(report.verdict, 'finished', JSON.stringify(report.error ?? report.verdict));
    assert.deepEqual(report.notices, []);
    assert.ok(report.checks.length > 0, 'it checks something');
    assert.deepEqual(report.checks.filter((c) => !c.held), []);
    expect(report);
  });
}

test('what each way took is drawn over the size, named and tabled', async () => {
  await app.run('#/ipc-compare?v=1&sends=20&ways=pipe,manager');
  await app.page.waitForFunction(() => document.querySelectorAll('.pp-chart').length === 2);
  const names = await app.page.$$eval('.pp-chart [role=img]', (all) => all.map((e) => e.ariaLabel));
  assert.match(names[0], /^µs a message: pipe [\d.]+ \(1000000 B\) manager [\d.]+ /);
  assert.match(names[1], /^MB\/s: pipe /);
  await app.page.click('.pp-chart button');
  await app.page.waitForFunction(() => document.querySelectorAll('.pp-chart tbody tr').length === 8);
});

test('a picture without a lock is found torn', async () => {
  const report = await app.run('#/shared-image-tearing?v=1&writes=1000');
  assert.equal(report.verdict, 'finished');
  assert.ok(value(report, 'torn') > 0, `${value(report, 'torn')} of ${value(report, 'looks')}`);
});

test('joining a child before its queue is drained is told as a hang', async () => {
  const report = await app.run('#/ipc-queue?v=1&items=50000&drain=after-join');
  assert.match(report.verdict, /deadlocked|stuck/);
});
