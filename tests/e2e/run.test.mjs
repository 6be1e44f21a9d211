// A run through the one door that people, tests and embedders share: what the report promises.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp, tasksOf } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

test('every demo lists its parameters with default and range', async () => {
  const demos = await app.api('demos');
  assert.ok(demos.some((d) => d.id === 'speedup'), 'the opening demo is listed');
  for (const demo of demos) {
    assert.ok(demo.parameters.length > 0, `${demo.id} has parameters`);
    for (const p of demo.parameters) assert.ok('key' in p && 'default' in p && 'kind' in p, `${demo.id}.${p.key} is described`);
  }
});

test('waiting tasks overlap: each waits its time, and four workers need one wait', async () => {
  const report = await app.run('#/speedup?v=1&load=io&tasks=4&latency=500&workers=4');
  assert.equal(report.verdict, 'finished');
  const by = (executor, workers) => report.measurements.find((m) => m.executor === executor && m.workers === workers);
  const serial = by('serial', 1);
  const four = by('threads', 4);
  assert.ok(serial.makespan_ms >= 2000, `serial is never less than 4 × 500 ms: ${serial.makespan_ms}`);
  assert.ok(four.makespan_ms >= 500, `four workers are never less than one wait: ${four.makespan_ms}`);
  assert.equal(new Set(tasksOf(four).map((t) => t.worker)).size, 4, 'each worker took one task');
  for (const t of [...tasksOf(serial), ...tasksOf(four)]) assert.ok(t.end_ms - t.start_ms >= 499.9, `a task waits its time: ${JSON.stringify(t)}`);
  const overlap = Math.min(...tasksOf(four).map((t) => t.end_ms)) - Math.max(...tasksOf(four).map((t) => t.start_ms));
  assert.ok(overlap > 0, 'all four were waiting at the same time');
});

test('computing gives the same results in input order, however many workers', async () => {
  const report = await app.run('#/speedup?v=1&load=cpu&tasks=6&n=50000&workers=3');
  assert.equal(report.verdict, 'finished');
  const values = report.measurements.map((m) => JSON.stringify(tasksOf(m).map((t) => t.value)));
  assert.equal(values[0], JSON.stringify(Array(6).fill(5133)), 'primes below 50,000');
  assert.equal(new Set(values).size, 1, 'every executor returns the same list');
  assert.ok(report.checks.length > 0 && report.checks.every((c) => c.held), JSON.stringify(report.checks));
});

test('tasks on one worker never overlap, and a worker is never in two places', async () => {
  const report = await app.run('#/pool-lab?v=1&workload=primes&n=20000&tasks=40&workers=4&executor=threads');
  const lanes = new Map();
  for (const t of tasksOf(report.measurements.at(-1))) lanes.set(t.worker, [...(lanes.get(t.worker) ?? []), t]);
  for (const [worker, tasks] of lanes) {
    tasks.sort((a, b) => a.start_ms - b.start_ms);
    for (let i = 1; i < tasks.length; i += 1) {
      assert.ok(tasks[i].start_ms >= tasks[i - 1].end_ms - 1e-6, `worker ${worker} runs one task at a time`);
    }
  }
});

test('an error in one task reaches the caller with its task, and the rest go on', async () => {
  const report = await app.run('#/pool-lab?v=1&workload=primes&n=2000&tasks=10&fail_at=3&workers=2&executor=threads');
  const tasks = tasksOf(report.measurements.at(-1));
  assert.equal(tasks.length, 10);
  const failed = tasks.filter((t) => t.error);
  assert.equal(failed.length, 1, 'one task raised');
  assert.equal(tasks.indexOf(failed[0]), 3);
  assert.match(failed[0].error.kind, /Error$/);
});

test('ten thousand empty tasks all return, and what was dropped is counted', async () => {
  const report = await app.run('#/pool-lab?v=1&workload=empty&tasks=10000&workers=2&executor=threads');
  assert.equal(report.verdict, 'finished');
  assert.equal(tasksOf(report.measurements.at(-1)).length, 10_000);
  assert.equal(typeof report.records_dropped, 'number');
});

test('the report says on what machine and by what clock', async () => {
  const report = await app.run('#/pool-lab?v=1&workload=empty&tasks=2&workers=1&executor=serial');
  assert.equal(report.schema, 'parallel-play/report');
  assert.equal(report.version, 1);
  assert.equal(report.machine.isolated, true);
  assert.ok(report.machine.cores >= 1 && report.machine.clock_resolution_us > 0);
  assert.match(report.link, /^#?\/?pool-lab\?v=1&/);
});

test('the link of a run reproduces its parameters', async () => {
  const first = await app.run('#/pool-map-speedup?v=1&tasks=3&u=0.05');
  const again = await app.run(first.link.startsWith('#') ? first.link : `#/${first.link}`);
  assert.deepEqual(again.parameters, first.parameters);
});
