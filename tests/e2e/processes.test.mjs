// Processes in the browser: memories of their own, exit codes, crashes that end one process alone, nothing left behind.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

/** Printed lines without their times. */
const lines = (report) => report.lines.map(([, , text]) => text);
const range = (n) => [...Array(n).keys()];

/** A run that keeps all its promises. */
async function finished(link) {
  const report = await app.run(link);
  assert.equal(report.verdict, 'finished', `${link}: ${JSON.stringify([report.error, report.crash, lines(report)])}`);
  assert.deepEqual(report.notices, []);
  assert.deepEqual(report.checks.filter((c) => !c.held), [], link);
  return report;
}

/** Workers and memories that no run uses. */
async function idle() {
  await app.page.waitForFunction(async () => {
    const { workers, idle: free } = await globalThis.parallelPlay.figures();
    return workers === free;
  });
  return app.figures();
}

for (const [end, code] of [['normal', 0], ['exit', 3], ['raise', 1], ['terminate', -15], ['kill', -9]]) {
  for (const cold of ['off', 'on']) {
    test(`process-start-join: ${end} gives exit code ${code}, cold ${cold}`, async () => {
      const report = await finished(`#/process-start-join?v=1&ends_by=${end}&cold=${cold}&time_scale=0.1`);
      assert.deepEqual(lines(report).slice(-3), [1, 2, 3].map((n) => `Process-${n} ${code}`));
      // A signal may come before a process has begun.
      for (const n of code < 0 ? [] : range(3)) assert.ok(lines(report).includes(`process ${n} runs`));
      const processes = new Set(report.threads.map((t) => t.process));
      assert.deepEqual([...processes].sort(), [0, 1, 2, 3], 'the lanes of all processes');
    });
  }
}

test('who waits for a start or a kill that the page hears of late does not hang', async () => {
  const late = await openApp();
  try {
    // Messages of workers arrive a while after the tables in shared memory tell of what they ask for, as in a page that is busy.
    await late.page.evaluateOnNewDocument(() => {
      const own = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
      const held = (call) => call && ((event) => setTimeout(() => call(event), 300));
      Object.defineProperty(Worker.prototype, 'onmessage', { ...own, set(call) { own.set.call(this, held(call)); } });
    });
    await late.goto('#/process-lab?v=1');
    // Main waits for a process that the page has not begun, and for one that it has not ended; that one waits for main to read its pipe.
    for (const link of ['count=3&fail_rate=0', 'count=3&fail_rate=100']) {
      const { verdict, hang } = await late.run(`#/process-lab?v=1&${link}`);
      assert.deepEqual([verdict, hang], ['finished', null], link);
    }
  } finally {
    await late.close();
  }
});

test('while a run goes on the list of its processes says what each uses', async () => {
  const done = app.start('#/pool-lab?v=1&executor=processes&workload=wait-forever&tasks=8&workers=2');
  await app.page.waitForFunction(() => {
    const cells = [...document.querySelectorAll('.pp-processes tbody tr')].map((row) => row.cells[5].textContent);
    return document.documentElement.dataset.phase === 'running' && cells.length === 3 && cells.every((cell) => cell.endsWith(' MB'));
  });
  await app.api('stop');
  assert.equal((await done).verdict, 'stopped');
});

test('a process changes its own memory, a thread the one that all see', async () => {
  const process = await finished('#/process-own-memory?v=1&additions=3');
  assert.deepEqual(lines(process), ['child sees 3', 'main sees 0']);
  const [main, child] = process.processes;
  assert.deepEqual([main.number, child.number, child.parent, child.name, child.exit_code], [0, 1, 0, 'Process-1', 0]);
  assert.ok(main.memory_bytes > 0 && child.memory_bytes > 0, 'each used a memory');
  const thread = await finished('#/process-own-memory?v=1&additions=3&kind=thread');
  assert.deepEqual(lines(thread), ['child sees 3', 'main sees 3']);
  assert.equal(thread.processes.length, 1, 'a spare process that nobody needed is not listed');
});

test('a process is given a copy of a list, a thread the list', async () => {
  for (const [kind, length, after] of [['process', 100000, 100000], ['thread', 2, 3]]) {
    const report = await finished(`#/args-reference-or-copy?v=1&kind=${kind}&length=${length}`);
    assert.equal(report.results[0].value, after);
  }
});

test('a crash ends one of four processes, and three finish', async () => {
  const report = await finished('#/crash-isolation?v=1&time_scale=0.1');
  assert.deepEqual(report.results[0].value, [0, -11, 0, 0]);
  assert.equal(lines(report).filter((text) => text.endsWith('is through')).length, 3);
  const crashed = report.processes.filter((p) => p.crash !== null);
  assert.deepEqual(crashed.map((p) => [p.name, p.exit_code]), [['Process-2', -11]]);
});

test('a crash in one of four threads ends them all', async () => {
  const report = await app.run('#/crash-isolation?v=1&kind=thread&time_scale=0.1');
  assert.equal(report.verdict, 'crashed');
  assert.equal(lines(report).filter((text) => text.endsWith('is through')).length, 0);
});

test('processes run threads of their own, each under its own GIL', async () => {
  for (const fields of ['load=io', 'load=cpu&n=20000', 'load=io&processes=8&threads=4', 'load=cpu&n=20000&gil=off']) {
    const report = await finished(`#/processes-with-threads?v=1&${fields}&time_scale=0.1`);
    const threads = report.threads.filter((t) => t.process > 0 && t.name !== 'MainThread');
    assert.ok(threads.length >= 6 && threads.every((t) => t.state === 'terminated'), fields);
  }
});

test('one that is there already is cheaper than a new process', async () => {
  for (const cold of ['off', 'on']) {
    const report = await finished(`#/create-cost?v=1&count=25&cold=${cold}`);
    assert.equal(report.results.length, 3);
  }
});

test('a thread and a process are measured side by side, and only the thread changes what main sees', async () => {
  const report = await finished('#/thread-or-process?v=1&workers=2&n=20000');
  const value = (name) => report.results.find((result) => result.name === name)?.value;
  assert.deepEqual([value('thread: main sees'), value('process: main sees')], [1, 1]);
  for (const name of ['start, µs', 'message, µs', 'lock, µs', 'speed-up']) {
    for (const kind of ['thread', 'process']) assert.ok(value(`${kind}: ${name}`) > 0, `${kind}: ${name}`);
  }
  assert.equal(lines(report).at(-1), 'killed, exit code -9');
});

test('what processes used is given back', async () => {
  const before = await idle();
  for (const end of ['normal', 'kill', 'raise']) await finished(`#/process-start-join?v=1&n=8&ends_by=${end}&time_scale=0.05`);
  await finished('#/process-start-join?v=1&n=1&time_scale=0.05');
  // Surplus workers are let go after a while.
  await app.page.waitForFunction(async (workers) => (await globalThis.parallelPlay.figures()).workers <= workers, {}, before.workers);
  const after = await idle();
  assert.ok(after.memories <= Math.max(before.memories, 2), JSON.stringify([before, after]));
});

test('hundreds of processes follow one another without being refused', async () => {
  for (const _ of range(4)) {
    const report = await finished('#/create-cost?v=1&count=100&cold=off');
    assert.equal(report.processes.length, 101);
  }
});

test('32 processes with 4 threads each run at once, and all is given back', async () => {
  const report = await finished('#/processes-with-threads?v=1&load=io&processes=32&threads=4&u=0.3&time_scale=0.1');
  const threads = report.threads.filter((t) => t.process > 0 && t.name !== 'MainThread');
  assert.equal(threads.length, 128);
  assert.ok(threads.every((t) => t.state === 'terminated'));
  assert.equal(report.processes.length, 33);
  await idle();
});

test('the 49th process alive at once is refused by a typed error, and the others go on', async () => {
  const report = await finished('#/process-start-join?v=1&n=48&ends_by=terminate&time_scale=0.1');
  assert.deepEqual(lines(report).filter((text) => text.includes('Errno')), ['Process-48 [Errno 11] Resource temporarily unavailable']);
  assert.deepEqual(report.results[0].value, range(47).map(() => -15));
  await idle();
});

test('Stop ends every process of the run', async () => {
  const run = app.start('#/process-start-join?v=1&n=4&work=5&time_scale=2');
  await app.untilTrace((trace) => new Set(trace.lanes.map((lane) => lane.process)).size === 5);
  await app.api('stop');
  assert.equal((await run).verdict, 'stopped');
  const { workers, idle: free, cut_off: cut } = await idle();
  assert.equal(workers, free);
  assert.equal(cut, 0, 'nobody had to be cut off');
});
