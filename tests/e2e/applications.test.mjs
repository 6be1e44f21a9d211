// The demos of applications: each runs in the page, ends as its lesson says, and keeps what it promises.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp, tasksOf } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

/** Printed lines without their times. */
const lines = (report) => report.lines.map(([, , text]) => text);
/** The value of a result by its name. */
const value = (report, name) => report.results.find((r) => r.name === name)?.value;

/** Runs a link at a small time scale; it must finish, and hold all it checks. */
async function finished(link) {
  const report = await app.run(`#/${link}&time_scale=0.1`);
  assert.equal(report.verdict, 'finished', JSON.stringify(report.error));
  assert.deepEqual(report.notices, []);
  assert.ok(report.checks.length > 0, 'it checks something');
  assert.deepEqual(report.checks.filter((c) => !c.held), []);
  return report;
}

test('spider: four pages take four waits, two, one; the list is the same each time', async () => {
  const report = await finished('spider?v=1');
  const ideal = { 1: 400, 2: 200, 4: 100 };
  assert.deepEqual(report.measurements.map((m) => m.workers), [1, 2, 4]);
  for (const m of report.measurements) {
    assert.ok(m.makespan_ms >= ideal[m.workers], `${m.workers} workers: ${m.makespan_ms} ms`);
    assert.deepEqual(tasksOf(m).map((t) => t.value), [0, 1, 2, 3].map((page) => ({ page, status: 200 })));
  }
  assert.deepEqual(value(report, 'pages'), [0, 1, 2, 3].map((page) => ({ page, status: 200 })));
});

test('spider: the seed says which pages fail, in every browser the same', async () => {
  const failing = async (seed) => {
    const report = await finished(`spider?v=1&pages=20&latency=50&spread=100&fail_rate=50&workers=5&seed=${seed}`);
    return value(report, 'pages').filter((p) => p.status === 503).map((p) => p.page);
  };
  const first = await failing(1);
  assert.deepEqual(await failing(1), first);
  assert.notDeepEqual(await failing(2), first);
});

test('port-scan: every number of workers finds the same ports', async () => {
  const report = await finished('port-scan?v=1');
  assert.deepEqual(value(report, 'open'), [22, 80], '443 is open too, but only 200 ports are asked');
  const by = (workers) => report.measurements.find((m) => m.workers === workers).makespan_ms;
  assert.ok(by(20) < by(1), `20 workers ${by(20)} ms, the loop ${by(1)} ms`);
});

test('serial-reader: every line arrives whole while main ticks', async () => {
  const report = await finished('serial-reader?v=1');
  assert.deepEqual(value(report, 'lines'), [...Array(8).keys()].map((n) => `value ${n}`));
  assert.ok(value(report, 'ticks') > 3);
});

test('serial-reader without a timeout: the run is reported as stuck', async () => {
  const report = await app.run('#/serial-reader?v=1&messages=2&read_timeout=0&time_scale=0.1');
  assert.equal(report.verdict, 'stuck');
  assert.deepEqual(lines(report), ['received value 0', 'received value 1']);
});

/** Workload, size, and what task 0 returns. */
const workloads = [
  ['collatz', 10_000, 261], ['mandelbrot', 1000, null], ['sha256', 1, 1_609_362_278], ['matrix', 1000, null], ['sort', 1, 604_019_821],
  ['search', 10_000, null], ['thumbnail', 10_000, null], ['wait-uniform', 1, null], ['wait-log-normal', 1, null], ['server', 1, null], ['download', 70_000, 70_000],
];
for (const [workload, n, first] of workloads) {
  test(`pool-lab with ${workload}: a pool gives what the loop gives`, async () => {
    const values = [];
    for (const executor of ['serial', 'threads', 'threads-gil']) {
      const link = `#/pool-lab?v=1&workload=${workload}&n=${n}&tasks=6&workers=3&latency=20&lengths=random&skew=1&bandwidth=100000&executor=${executor}`;
      const report = await app.run(link);
      assert.equal(report.verdict, 'finished', JSON.stringify(report.error));
      values.push(tasksOf(report.measurements.at(-1)).map((t) => t.value));
    }
    assert.deepEqual(values[1], values[0]);
    assert.deepEqual(values[2], values[0]);
    if (first !== null) assert.equal(values[0][0], first);
  });
}

test('pool-lab with server: never more tasks inside than connections', async () => {
  const report = await app.run('#/pool-lab?v=1&workload=server&tasks=6&workers=6&latency=50&connections=2');
  const makespan = report.measurements.at(-1).makespan_ms;
  assert.ok(makespan >= 150, `six waits of 50 ms over two connections: ${makespan} ms`);
});
