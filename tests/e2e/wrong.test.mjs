// What goes wrong: runs that hang end by themselves and say who waits for whom; the cured ones finish.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

/** Who waits for what, and who has it, by name, main left out: where a circle is told from depends on who came into it last. */
const waits = (report) => report.hang.waits.filter((w) => w.name !== 'MainThread').map((w) => [w.name, w.object_name, w.holder_name])
  .sort(([a], [b]) => (a < b ? -1 : 1));
const fork = (n) => [`philosopher ${n}`, `fork ${(n + 1) % 5}`, `philosopher ${(n + 1) % 5}`];

/** Link, verdict, whether it is a circle, who waits for what. */
const hanging = [
  ['dining-philosophers?v=1', 'deadlocked', true, [0, 1, 2, 3, 4].map(fork)],
  ['ways-to-hang?v=1', 'deadlocked', true, [['Thread-1 (work)', 'b', 'Thread-2 (work)'], ['Thread-2 (work)', 'a', 'Thread-1 (work)']]],
  ['ways-to-hang?v=1&case=semaphore', 'stuck', false, [['Thread-1 (work)', 'seats', ''], ['Thread-2 (work)', 'seats', '']]],
  ['ways-to-hang?v=1&case=join', 'deadlocked', true, [
    ['Thread-1 (wait_for)', 'Thread-2 (wait_for)', 'Thread-2 (wait_for)'], ['Thread-2 (wait_for)', 'Thread-1 (wait_for)', 'Thread-1 (wait_for)']]],
  ['ways-to-hang?v=1&case=full-queue', 'stuck', false, [['Thread-1 (stage)', 'there', ''], ['Thread-2 (stage)', 'back', '']]],
  ['nested-pool-deadlock?v=1&pause=0.5', 'stuck', false, [0, 1].map((n) => [`ThreadPoolExecutor-0_${n}`, 'ThreadPoolExecutor-0', ''])],
  ['nested-pool-deadlock?v=1&case=join&pause=0.5', 'deadlocked', true, [0, 1].map((n) => [
    `ThreadPoolExecutor-0_${n}`, 'ThreadPoolExecutor-0', `ThreadPoolExecutor-0_${1 - n}`])],
  ['rlock-recursion?v=1', 'deadlocked', true, [['Thread-1 (walk)', 'lock', 'Thread-1 (walk)']]],
  ['lost-wakeup?v=1', 'stuck', false, [['Thread-2 (consume)', 'changed', '']]],
];

const main = (report) => report.hang.waits.find((w) => w.name === 'MainThread');

test('two processes that take two locks in opposite orders are named, and ended', async () => {
  const report = await app.run('#/process-deadlock?v=1');
  assert.deepEqual([report.verdict, report.hang.cycle, report.hang.everyone], ['deadlocked', true, true]);
  assert.deepEqual(waits(report), [['Process-1', 'b', 'Process-2'], ['Process-2', 'a', 'Process-1']]);
  const shown = await app.text('#pp-card-3');
  assert.match(shown, /Process-1 waits for b, which Process-2 has/);
});

test('a join of a process that waits for its parent is a circle of two', async () => {
  const report = await app.run('#/process-deadlock?v=1&case=join-parent');
  assert.deepEqual([report.verdict, report.hang.cycle], ['deadlocked', true]);
  assert.deepEqual(waits(report), [['Process-1', 'pipe', 'MainThread']]);
  assert.equal(main(report).object_name, 'Process-1');
});

test('what a killed process has is told: in the hang, in the list of processes, in the report', async () => {
  const report = await app.run('#/process-deadlock?v=1&case=killed');
  assert.deepEqual([report.verdict, report.hang.cycle], ['stuck', false]);
  const { object_name: object, holder_name: holder, holder_has_ended: ended } = main(report);
  assert.deepEqual([object, holder, ended], ['lock', 'Process-1', true]);
  assert.deepEqual(report.processes.map((p) => [p.name, p.exit_code, p.still_has]), [['MainProcess', null, []], ['Process-1', -9, ['lock']]]);
  const rows = await app.page.$$eval('.pp-processes tbody tr', (all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.deepEqual(rows.map((cells) => cells.slice(0, 5)), [['0', 'MainProcess', '–', 'terminated', '–'], ['1', 'Process-1', '0', 'terminated', '-9']]);
  assert.ok(rows.every((cells) => / MB$/.test(cells[5]) && cells[6] === '1'), JSON.stringify(rows));
  assert.match(await app.text('#pp-card-6'), /Process-1 has ended and still has lock: nobody will give it back/);
});

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
  'counter-race?v=1&gil=on', 'nested-pool-deadlock?v=1&workers=3', 'lock-never-taken?v=1', 'lock-never-taken?v=1&taken_by=all&rounds=2000',
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
