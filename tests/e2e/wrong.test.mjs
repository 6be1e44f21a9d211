// What goes wrong: runs that hang end by themselves and say who waits for whom; the cured ones finish.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

/** Who waits for what, and who has it, main left out. */
const waits = (report) => report.hang.waits.filter((w) => w.name !== 'MainThread').map((w) => [w.name, w.object_name, w.holder_name]);
const fork = (n) => [`philosopher ${n}`, `fork ${(n + 1) % 5}`, `philosopher ${(n + 1) % 5}`];

/** Link, verdict, whether it is a circle, who waits for what. */
const hanging = [
  ['dining-philosophers?v=1', 'deadlocked', true, [0, 1, 2, 3, 4].map(fork)],
  ['ways-to-hang?v=1', 'deadlocked', true, [['Thread-1 (work)', 'b', 'Thread-2 (work)'], ['Thread-2 (work)', 'a', 'Thread-1 (work)']]],
  ['ways-to-hang?v=1&case=semaphore', 'stuck', false, [['Thread-1 (work)', 'seats', ''], ['Thread-2 (work)', 'seats', '']]],
  ['ways-to-hang?v=1&case=join', 'deadlocked', true, [
    ['Thread-1 (wait_for)', 'Thread-2 (wait_for)', 'Thread-2 (wait_for)'], ['Thread-2 (wait_for)', 'Thread-1 (wait_for)', 'Thread-1 (wait_for)']]],
  ['ways-to-hang?v=1&case=full-queue', 'stuck', false, [['Thread-1 (stage)', 'there', ''], ['Thread-2 (stage)', 'back', '']]],
  ['rlock-recursion?v=1', 'deadlocked', true, [['Thread-1 (walk)', 'lock', 'Thread-1 (walk)']]],
  ['lost-wakeup?v=1', 'stuck', false, [['Thread-2 (consume)', 'changed', '']]],
];

for (const [link, verdict, cycle, expected] of hanging) {
  test(`${link}: ends as ${verdict} and names who waits`, async (t) => {
    const report = await app.run(`#/${link}`);
    assert.equal(report.verdict, verdict);
    assert.equal(report.hang.cycle, cycle);
    assert.equal(report.hang.everyone, true);
    assert.deepEqual(waits(report), expected);
    t.diagnostic(`found ${report.hang.after_ms.toFixed(1)} ms after the last of them had blocked`);
    const shown = await app.text('#pp-card-3');
    for (const [name, object] of expected) assert.ok(shown.includes(name) && shown.includes(object), `the card names ${name} and ${object}: ${shown}`);
  });
}

test('a lock that an error left shut is told with who took it and has ended', async () => {
  const report = await app.run('#/lock-error-leaks?v=1&fail_at=0&threads=16&time_scale=0.1');
  assert.equal(report.verdict, 'stuck');
  for (const wait of report.hang.waits.filter((w) => w.cause === 'lock')) {
    assert.deepEqual([wait.holder_name, wait.holder_has_ended], ['Thread-1 (work)', true]);
  }
});

test('the forks of a deadlock are told in the order in which they were taken', async () => {
  const report = await app.run('#/dining-philosophers?v=1');
  const { taken } = report.hang;
  assert.deepEqual(taken.map((t) => t.object_name).sort(), [0, 1, 2, 3, 4].map((n) => `fork ${n}`));
  assert.deepEqual(taken.map((t) => t.at_ms), taken.map((t) => t.at_ms).sort((a, b) => a - b));
});

test('a deadlock among some threads is told while the others go on', async () => {
  const run = app.start('#/ways-to-hang?v=1&case=others-go-on&pause=0.5');
  await app.page.waitForSelector('.pp-hang__list');
  const phase = await app.page.evaluate(() => document.documentElement.dataset.phase);
  assert.equal(phase, 'running', 'main goes on');
  const report = await run;
  assert.equal(report.verdict, 'finished');
  assert.deepEqual([report.hang.cycle, report.hang.everyone], [true, false]);
  assert.deepEqual(report.checks.filter((c) => !c.held), []);
});

/** Links that finish with all their promises kept. */
const finishing = [
  'dining-philosophers?v=1&cure=order', 'dining-philosophers?v=1&cure=waiter', 'dining-philosophers?v=1&cure=try', 'rlock-recursion?v=1&lock_kind=rlock',
  'lock-error-leaks?v=1&style=with', 'lost-wakeup?v=1&look=while&consumers=4', 'starvation?v=1', 'starvation?v=1&fairness=fifo', 'barrier-phases?v=1',
  'barrier-phases?v=1&break_at=1', 'readers-writers?v=1', 'readers-writers?v=1&prefer=writers', 'counter-race?v=1', 'counter-race?v=1&guard=atomic',
  'counter-race?v=1&gil=on', 'lock-never-taken?v=1', 'lock-never-taken?v=1&taken_by=all&rounds=2000',
];

for (const link of finishing) {
  test(`${link}: finishes and keeps its promises`, async () => {
    const scale = /counter|never|recursion/.test(link) ? '' : '&time_scale=0.1';
    const report = await app.run(`#/${link}${scale}`);
    assert.equal(report.verdict, 'finished', JSON.stringify(report.hang));
    assert.deepEqual(report.notices, []);
    assert.ok(report.checks.length > 0, 'it checks something');
    assert.deepEqual(report.checks.filter((c) => !c.held), []);
    assert.equal(report.hang, null);
  });
}

test('locks taken in contradicting orders are told, though nothing hung', async () => {
  const report = await app.run('#/dining-philosophers?v=1&cure=waiter&time_scale=0.1');
  const told = report.warnings.find((w) => w.id === 'warning-lock-order');
  assert.match(told.arguments.steps, /philosopher 0: fork 0 → fork 1/);
  const ordered = await app.run('#/dining-philosophers?v=1&cure=order&time_scale=0.1');
  assert.equal(ordered.warnings.find((w) => w.id === 'warning-lock-order'), undefined);
});
