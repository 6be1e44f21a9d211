// Stop always works, and what comes after is clean.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp, tasksOf } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

const lab = (workload, more = '') => `#/pool-lab?v=1&workload=${workload}&tasks=8&workers=4&executor=threads${more}`;

async function stopWhileRunning(link) {
  const run = app.start(link);
  await app.untilRunning();
  await app.api('stop');
  return run;
}

for (const [workload, more] of [['sleep', '&latency=5000'], ['wait-forever', ''], ['spin', '']]) {
  test(`stop leaves ${workload} by unwinding: nobody is cut off, the next run is clean`, async () => {
    const before = await app.figures();
    const report = await stopWhileRunning(lab(workload, more));
    assert.equal(report.verdict, 'stopped');
    const figures = await app.figures();
    assert.equal(figures.cut_off, 0, 'all threads left by themselves');
    assert.equal(figures.dropped, before.dropped, 'no memory was given up');
    const next = await app.run(lab('empty'));
    assert.equal(next.verdict, 'finished');
    assert.equal(tasksOf(next.measurements.at(-1)).filter((t) => t.error).length, 0);
  });
}

test('a worker that reaches no checkpoint is cut off; the next run starts and says that a core may be busy', async () => {
  const before = await app.figures();
  const report = await stopWhileRunning(lab('spin-deaf'));
  assert.equal(report.verdict, 'stopped');
  const figures = await app.figures();
  assert.ok(figures.cut_off > 0 && figures.dropped === before.dropped + 1, JSON.stringify(figures));
  const next = await app.run(lab('empty'));
  assert.equal(next.verdict, 'finished');
  assert.ok(next.warnings.some((w) => w.id === 'busy-core' || w === 'busy-core'), JSON.stringify(next.warnings));
});

test('a stopped run reports every task that had ended', async () => {
  const run = app.start('#/pool-lab?v=1&workload=sleep&latency=60&tasks=200&workers=2&executor=threads');
  await app.untilTasks(4);
  await app.api('stop');
  const report = await run;
  assert.equal(report.verdict, 'stopped');
  const ended = tasksOf(report.measurements.at(-1)).filter((t) => t && t.end_ms != null);
  assert.ok(ended.length >= 4 && ended.length < 200, `${ended.length} tasks had ended`);
});

test('Run during a run stops the first and starts the second', async () => {
  const first = app.start(lab('wait-forever'));
  await app.untilRunning();
  const second = await app.run(lab('empty'));
  assert.equal((await first).verdict, 'stopped');
  assert.equal(second.verdict, 'finished');
});

test('of runs asked for at once the last one runs, and each of the others ends as stopped', async () => {
  const reports = await app.page.evaluate((links) => Promise.all(links.map((l) => globalThis.parallelPlay.run(l))),
    [lab('wait-forever'), lab('wait-forever'), lab('wait-forever'), lab('empty')]);
  assert.deepEqual(reports.map((r) => r.verdict), ['stopped', 'stopped', 'stopped', 'finished']);
});

test('a run that is stopped before the engine has come does not begin', async () => {
  await app.page.reload({ waitUntil: 'domcontentloaded' });
  await app.page.waitForFunction(() => globalThis.parallelPlay);
  const verdict = await app.page.evaluate(async (link) => {
    const report = globalThis.parallelPlay.run(link);
    globalThis.parallelPlay.stop();
    return (await report).verdict;
  }, lab('wait-forever'));
  assert.equal(verdict, 'stopped');
  await app.ready();
  assert.equal((await app.run(lab('empty'))).verdict, 'finished');
});

test('the page gets ready also when a run began before its workers were all there', async () => {
  await app.page.reload({ waitUntil: 'domcontentloaded' });
  await app.page.waitForFunction(() => globalThis.parallelPlay);
  const verdict = await app.page.evaluate(async (link) => (await globalThis.parallelPlay.run(link)).verdict, lab('empty'));
  assert.equal(verdict, 'finished');
  await app.ready();
});

test('two hundred times run and stop leave no worker, no memory and no garbage behind', async () => {
  const settled = async () => {
    // Surplus workers are let go two seconds after a run.
    await new Promise((done) => setTimeout(done, 3000));
    const cdp = await app.page.createCDPSession();
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    await cdp.detach();
    const { workers, memories } = await app.figures();
    return { workers, memories, usedSize };
  };
  await app.run(lab('empty'));
  const before = await settled();
  for (let i = 0; i < 20; i += 1) await stopWhileRunning(lab('wait-forever'));
  const at20 = await settled();
  for (let i = 20; i < 200; i += 1) await stopWhileRunning(lab('wait-forever'));
  const end = await settled();
  assert.deepEqual([end.workers, end.memories], [before.workers, before.memories]);
  assert.ok(end.usedSize <= 1.1 * at20.usedSize, `${end.usedSize} bytes after 200 cycles, ${at20.usedSize} after 20`);
});
