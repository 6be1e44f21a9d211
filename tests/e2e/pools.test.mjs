// The demos of pools and futures: each runs in the page, ends as its lesson says, and keeps what it promises.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

const lines = (report) => report.lines.map(([, , text]) => text);
const range = (n) => [...Array(n).keys()];
/** What main prints, beside what workers say. */
const mainLines = (report) => lines(report).filter((text) => !text.endsWith('is through'));
const value = (report, name) => report.results.find((r) => r.name === name)?.value;

/** Demo, further fields, what the report must say beside verdict and checks. */
const demos = [
  ['pool-map-result', '', (r) => assert.deepEqual(value(r, 'results'), range(8).map((n) => n * n))],
  ['pool-worker-lines', '', (r) => assert.equal(lines(r).at(-1), 'all finished')],
  ['pool-hundred-tasks', 'kind=thread', (r) => assert.ok(value(r, 'workers') <= 5)],
  ['pool-hundred-tasks', 'workers=0&check_results=off', (r) => assert.deepEqual(lines(r), ['100 tasks submitted, no result asked for'])],
  ['pool-hundred-tasks', '', (r) => { assert.ok(value(r, 'workers') <= 5); assert.equal(r.measurements.at(-1).executor, 'processes'); }],
  ['pool-hundred-tasks', 'tasks=6&workers=2&tasks_per_child=1&u=0', (r) => assert.equal(value(r, 'workers'), 6)],
  ['pool-map-speedup', '', (r) => { assert.deepEqual(value(r, 'pool of 2'), range(4)); assert.deepEqual(r.measurements.map((m) => m.executor), ['serial', 'processes', 'processes']); }],
  ['pool-apply-or-async', '', (r) => assert.deepEqual(value(r, 'results'), range(8).map((n) => n * n))],
  ['pool-apply-or-async', 'mode=async', (r) => assert.ok(r.measurements[0].makespan_ms >= 2 * 15)],
  ['pool-async-results', '', (r) => assert.equal(lines(r).filter((text) => text.startsWith('callback: ')).length, 5)],
  ['pool-close-join-with', '', (r) => assert.equal(value(r, 'done'), 20)],
  ['pool-close-join-with', 'end=with&u=1', (r) => assert.ok(value(r, 'done') < 20)],
  ['starmap-tuples', '', (r) => assert.deepEqual(value(r, 'sums'), [2, 3, 4])],
  ['starmap-zip-repeat', '', (r) => assert.deepEqual(value(r, 'zip with repeat'), [2, 3, 4])],
  ['map-partial', 'kind=thread', (r) => assert.deepEqual(value(r, 'sums'), [2, 3, 4])],
  ['map-partial', '', (r) => assert.deepEqual(value(r, 'sums'), [2, 3, 4])],
  ['map-partial', 'fixed_by=lambda', (r) => assert.deepEqual(lines(r), ['PicklingError'])],
  ['starmap-string-trap', '', (r) => assert.equal(value(r, 'pages').length, 3)],
  ['starmap-string-trap', 'argument=plain', (r) => assert.match(lines(r).at(-1), /^TypeError: fetch\(\) takes 1/)],
  ['dummy-pool', '', (r) => assert.equal(r.measurements.at(-1).executor, 'threads-gil')],
  ['pool-worker-lines', 'kind=process', (r) => { assert.deepEqual(value(r, 'results'), [0, 2, 4]); assert.equal(lines(r).at(-1), 'all finished'); }],
  ['pool-apply-or-async', 'mode=async&kind=process', (r) => assert.equal(r.measurements[0].executor, 'processes')],
  ['pool-async-results', 'kind=process', (r) => assert.equal(lines(r).filter((text) => text.startsWith('callback: ')).length, 5)],
  ['pool-close-join-with', 'kind=process', (r) => assert.equal(value(r, 'done'), 20)],
  ['starmap-tuples', 'kind=process', (r) => assert.deepEqual(value(r, 'sums'), [2, 3, 4])],
  ['starmap-zip-repeat', 'kind=process', (r) => assert.deepEqual(value(r, 'zip with repeat'), [2, 3, 4])],
  ['starmap-string-trap', 'kind=process&argument=plain', (r) => assert.match(lines(r).at(-1), /^TypeError: fetch\(\) takes 1/)],
  ['dummy-pool', 'kind=process&load=cpu&n=20000', (r) => assert.equal(r.measurements.at(-1).executor, 'processes')],
  ['spider', 'kind=process&workers=1,2', (r) => assert.deepEqual(value(r, 'pages').map((page) => page.page), range(4))],
  ['thumbnails', 'kind=process&images=4&workers=2', (r) => assert.equal(r.measurements.at(-1).executor, 'processes')],
  ['semaphore-or-pool', 'tasks=64&work=0', (r) => assert.equal(value(r, 'threads behind the semaphore'), 64)],
  ['semaphore-or-pool', '', (r) => assert.ok(value(r, 'most at once') <= 4)],
  ['futures-submit', '', (r) => assert.equal(value(r, 'in order of completion').length, 8)],
  ['futures-submit', 'collect=wait-first&workers=2', (r) => assert.ok(value(r, 'cancelled') >= 1)],
  ['futures-process-pool', '', (r) => assert.deepEqual(value(r, 'values'), range(16).map((n) => n * n))],
  ['futures-process-pool', 'kill_after=4&u=1', (r) => assert.ok(value(r, 'broken') >= 1)],
  ['futures-process-pool', 'pool_class=pool&kill_after=4&u=1', (r) => assert.equal(value(r, 'values').length + value(r, 'pending'), 16)],
  ['pickle-cost', 'repeats=1&bytes=1000,4000000', (r) => assert.deepEqual(r.measurements.map((m) => [m.executor, m.x]), [1000, 4000000].flatMap((x) => [['serial', x], ['threads', x], ['processes', x]]))],
  ['worker-raises', 'work=0.4', (r) => { assert.ok(lines(r).some((text) => text.endsWith('ValueError: nobody catches this'))); assert.equal(lines(r).at(-1), 'main goes on'); }],
  ['worker-raises', 'work=0.4&kind=process&fault=exit', (r) => assert.deepEqual(value(r, 'exit codes'), [3, 0])],
  ['worker-raises', 'work=0.4&kind=process&fault=crash', (r) => assert.deepEqual(value(r, 'exit codes'), [-11, 0])],
  ['worker-raises', 'work=0.4&kind=pool', (r) => assert.deepEqual(mainLines(r), ['ValueError', 'value 2', 'main goes on'])],
  ['worker-raises', 'work=0.4&kind=pool&fault=exit', (r) => assert.deepEqual(mainLines(r), ['TimeoutError', 'value 2', 'main goes on'])],
  ['worker-raises', 'work=0.4&kind=pool&fault=crash', (r) => assert.deepEqual(mainLines(r), ['TimeoutError', 'value 2', 'main goes on'])],
  ['worker-raises', 'work=0.4&kind=executor', (r) => assert.deepEqual(mainLines(r), ['ValueError', 'value 2', 'main goes on'])],
  ['worker-raises', 'work=0.4&kind=executor&fault=exit', (r) => assert.deepEqual(mainLines(r), ['SystemExit', 'value 2', 'main goes on'])],
  ['worker-raises', 'work=2&kind=executor&fault=crash', (r) => assert.equal(mainLines(r)[0], 'BrokenProcessPool')],
  ['async-compare', '', (r) => assert.equal(value(r, 'async'), 64 * 63 / 2)],
  ['async-compare', 'load=cpu&tasks=4&executors=serial,threads,async&workers=2&n=20000', (r) => assert.equal(r.measurements.length, 3)],
  ['async-compare', 'tasks=8&executors=serial,threads,processes,async&workers=2', (r) => assert.deepEqual(r.measurements.map((m) => m.executor), ['serial', 'threads', 'processes', 'async'])],
  ['async-compare', 'load=cpu&tasks=8&n=20000&executors=serial,processes,work-stealing,rayon-stock&workers=2', (r) => assert.deepEqual(r.measurements.map((m) => m.executor), ['serial', 'processes', 'work-stealing', 'rayon-stock'])],
  ['futures-submit', 'executor=processes', (r) => assert.equal(value(r, 'in order of completion').length, 8)],
  ['futures-submit', 'executor=processes&collect=map', (r) => assert.deepEqual(value(r, 'values'), range(8).map((n) => n * n))],
  ['chunk-size', 'kind=process&tasks=40&repeats=1&workers=2', (r) => assert.ok(r.measurements.some((m) => m.executor === 'processes' && m.x === 5))],
  ['static-or-dynamic', 'kind=process&workers=2', (r) => assert.deepEqual(r.measurements.map((m) => m.executor), ['serial', 'processes', 'serial', 'processes'])],
  ['threads-or-pool', 'kind=process', (r) => { assert.equal(value(r, 'processes made'), 47); assert.ok(value(r, 'processes of the executor') <= 8); }],
  ['threads-or-pool', 'tasks=100', (r) => {
    assert.equal(value(r, 'threads made'), 100);
    assert.deepEqual(r.settings.filter((s) => s.executor === 'threading.Thread').map((s) => s.x).sort((a, b) => a - b), [250, 500, 1000, 2000, 4000]);
  }],
];

for (const [demo, fields, expect] of demos) {
  test(`${demo}${fields && ` with ${fields}`}: finishes and keeps its promises`, async () => {
    const scaled = !['starmap-tuples', 'starmap-zip-repeat', 'map-partial', 'thumbnails', 'pickle-cost', 'chunk-size'].includes(demo);
    const report = await app.run(`#/${demo}?v=1${scaled ? '&time_scale=0.05' : ''}${fields && `&${fields}`}`);
    assert.equal(report.verdict, 'finished', JSON.stringify(report.error));
    assert.deepEqual(report.notices, []);
    assert.ok(report.checks.length > 0, 'it checks something');
    assert.deepEqual(report.checks.filter((c) => !c.held), []);
    expect(report);
  });
}

test('a crash in a thread ends its process, and the run with it', async () => {
  const report = await app.run('#/worker-raises?v=1&fault=crash&work=0.4&time_scale=0.05');
  assert.equal(report.verdict, 'crashed');
  assert.deepEqual(mainLines(report), []);
});

test('the laboratory runs its lists on processes, which make them for themselves, and stops', async () => {
  const report = await app.run('#/pool-lab?v=1&executor=processes&workload=primes&n=20000&tasks=12&workers=2&lengths=rising&fail_at=3&chunk=1');
  assert.equal(report.verdict, 'finished', JSON.stringify(report.error));
  const same = await app.run('#/pool-lab?v=1&executor=threads&workload=primes&n=20000&tasks=12&workers=2&lengths=rising&fail_at=3&chunk=1');
  assert.deepEqual(value(report, 'results'), value(same, 'results'));
  assert.equal(report.measurements[0].executor, 'processes');
  const run = app.start('#/pool-lab?v=1&executor=processes&workload=wait-forever&tasks=8&workers=2');
  await app.untilRunning();
  await app.api('stop');
  assert.equal((await run).verdict, 'stopped');
});

test('work-stealing runs in the browser on threads of ours, is traced, and stops', async () => {
  const report = await app.run('#/pool-lab?v=1&executor=work-stealing&workload=primes&n=50000&tasks=40&workers=3&lengths=last-long');
  assert.equal(report.verdict, 'finished', JSON.stringify(report.error));
  const [measurement] = report.measurements;
  assert.equal(measurement.executor, 'work-stealing');
  assert.equal(measurement.tasks.worker.filter((worker) => worker !== null).length, 40);
  const run = app.start('#/pool-lab?v=1&executor=work-stealing&workload=spin&tasks=8&workers=3');
  await app.untilRunning();
  await app.api('stop');
  assert.equal((await run).verdict, 'stopped');
  const again = await app.run('#/pool-lab?v=1&executor=work-stealing&workload=empty&tasks=100&workers=3');
  assert.equal(again.verdict, 'finished', JSON.stringify(again.error));
});

test('wasm-bindgen-rayon as it comes is fetched when it is asked for, gives what threads give, is not traced inside, and stops', async (t) => {
  const app = await openApp();
  t.after(() => app.close());
  const isFetched = () => app.server.requests.some((file) => file.includes('/stock/'));
  const lab = (executor, fields) => `#/pool-lab?v=1&executor=${executor}&workers=2&${fields}`;
  const list = 'workload=primes&n=20000&tasks=12&lengths=rising&fail_at=3';
  const ours = await app.run(lab('threads', list));
  assert.ok(!isFetched());
  for (let round = 0; round < 3; round += 1) {
    const report = await app.run(lab('rayon-stock', list));
    assert.equal(report.verdict, 'finished', JSON.stringify(report.error));
    assert.deepEqual(value(report, 'results'), value(ours, 'results'));
    const [measurement] = report.measurements;
    assert.deepEqual([measurement.executor, measurement.workers], ['rayon-stock', await app.page.evaluate(() => navigator.hardwareConcurrency)]);
    assert.deepEqual(measurement.tasks.worker.filter((worker) => worker !== null), []);
  }
  assert.ok(isFetched());
  for (const workload of ['spin', 'wait-forever']) {
    const run = app.start(lab('rayon-stock', `workload=${workload}&tasks=4`));
    await app.untilTrace((trace) => trace.live);
    await app.api('stop');
    assert.equal((await run).verdict, 'stopped', workload);
    const again = await app.run(lab('rayon-stock', 'workload=empty&tasks=1000'));
    assert.equal(again.verdict, 'finished', JSON.stringify(again.error));
  }
});

test('wasm-bindgen-rayon that cannot be fetched is an error that says so, and the next run tries again', async (t) => {
  const app = await openApp();
  t.after(() => app.close());
  const link = '#/pool-lab?v=1&executor=rayon-stock&workload=primes&n=2000&tasks=4';
  const { pools } = await app.page.evaluate(async () => (await fetch('engine/manifest.json')).json());
  const file = `/engine/${pools.worker.split('/')[0]}/stock/stock_bg.wasm`;
  app.server.refused.add(file);
  const refused = await app.run(link);
  assert.equal(refused.verdict, 'failed');
  assert.match(refused.error.message, /^wasm-bindgen-rayon could not be started/);
  app.server.refused.delete(file);
  const report = await app.run(link);
  assert.equal(report.verdict, 'finished', JSON.stringify(report.error));
});
