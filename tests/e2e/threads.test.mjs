// The demos of threads, locks, queues and the GIL: each runs in the page, ends as its lesson says, and keeps what it promises.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

/** Printed lines without their times. */
const lines = (report) => report.lines.map(([, , text]) => text);
const sorted = (list) => [...list].sort((a, b) => a - b);
const range = (n) => [...Array(n).keys()];
/** The value of a result by its name. */
const value = (report, name) => report.results.find((r) => r.name === name)?.value;

/** Demo, further fields, what the report must say beside verdict and checks. */
const demos = [
  ['thread-create', '', (r) => assert.deepEqual(lines(r), ['created thread_1', 'finished thread_1'])],
  ['thread-create', 'target=raise', (r) => assert.deepEqual(lines(r).slice(1, -1), ['Exception in thread thread_1:', 'ValueError: nobody catches this'])],
  ['thread-many', '', (r) => assert.deepEqual(sorted(value(r, 'order')), range(5))],
  ['thread-many', 'join=never&n=32', (r) => assert.deepEqual(sorted(value(r, 'order')), range(32))],
  ['thread-start-finish', '', (r) => assert.equal(lines(r).at(-1), 'all finished')],
  ['thread-low-level', '', (r) => assert.equal(value(r, 'through when main ended'), 3)],
  ['thread-shared-list', '', (r) => assert.deepEqual(value(r, 'first sees'), [100, 58, 89])],
  ['thread-shared-list', 'order_by=event', (r) => assert.deepEqual(value(r, 'second sees'), [100, 58, 89])],
  ['life-cycle-five-states', 'n=50000', (r) => assert.equal(value(r, 'threads through'), 3)],
  ['thread-state-monitor', '', (r) => assert.ok(value(r, 'threading.active_count()')[0] <= 6)],
  ['lock-queue-up', '', (r) => assert.deepEqual(sorted(value(r, 'order of holding')), range(5))],
  ['lock-queue-up', 'fairness=fifo&style=with', (r) => assert.deepEqual(sorted(value(r, 'order of holding')), range(5))],
  ['semaphore-permits', '', (r) => assert.ok(value(r, 'most at once') <= 2)],
  ['semaphore-permits', 'bounded=on', (r) => assert.equal(lines(r).at(-1), 'ValueError: Semaphore released too many times')],
  ['event-gate', 'waiters=8', (r) => assert.deepEqual(sorted(value(r, 'order of going on')), range(9))],
  ['event-never-cleared', '', (r) => assert.equal(value(r, 'rounds'), 5)],
  ['queue-block-or-raise', '', (r) => assert.equal(lines(r).length, 9)],
  ['producer-consumer', 'consumers=5', (r) => assert.equal(value(r, 'taken'), 10)],
  ['queue-empty-check', '', (r) => assert.equal(value(r, 'taken') + value(r, 'left'), 10)],
  ['daemon-and-join', '', (r) => assert.ok(lines(r).includes('work is through'))],
  // Main ends after half a second: not even a machine that wakes it seconds late lets the thread get through.
  ['daemon-and-join', 'daemon=on&work=5&time_scale=1', (r) => assert.equal(lines(r).at(-1), 'main ends')],
  ['thread-local', '', (r) => assert.deepEqual(value(r, 'read by threads 0, 1, …'), range(4))],
  ['timer-cancel', '', (r) => assert.equal(lines(r).at(-1), 'the timer\'s thread has ended')],
  ['timer-cancel', 'cancel=never', (r) => assert.equal(value(r, 'calls'), 1)],
  ['priority-queue', 'ties=on', (r) => assert.deepEqual(value(r, 'taken'), [1, 2, 3])],
  ['condition-buffer', 'consumers=4', (r) => assert.ok(value(r, 'taken') === 10 && value(r, 'most in the buffer') <= 2)],
  ['queue-frames', '', (r) => assert.deepEqual([value(r, 'shown'), value(r, 'dropped')], [60, []])],
  ['queue-frames', 'maxsize=4&policy=drop-oldest', (r) => assert.ok(value(r, 'most in the queue') <= 4)],
  ['gil-io-threads', '', (r) => assert.ok(r.measurements.some((m) => m.executor === 'threads-gil' && m.workers === 8))],
];

for (const [demo, fields, expect] of demos) {
  test(`${demo}${fields && ` with ${fields}`}: finishes and keeps its promises`, async () => {
    const scale = ['thread-create', 'priority-queue'].includes(demo) || fields.includes('time_scale') ? '' : '&time_scale=0.05';
    const report = await app.run(`#/${demo}?v=1${scale}${fields && `&${fields}`}`);
    assert.equal(report.verdict, 'finished', JSON.stringify(report.error));
    assert.deepEqual(report.notices, []);
    assert.ok(report.checks.length > 0, 'it checks something');
    assert.deepEqual(report.checks.filter((c) => !c.held), []);
    expect(report);
  });
}

/** The longest time in milliseconds for which two threads of the run on the screen were running at once. */
async function longestOverlap() {
  const { lanes } = await app.api('trace');
  const spans = lanes.flatMap((lane) => lane.states.filter((s) => s.state === 'running').map((s) => ({ ...s, thread: lane.thread })));
  spans.sort((a, b) => a.start_ms - b.start_ms);
  let longest = 0;
  spans.forEach((a, i) => {
    for (let j = i + 1; j < spans.length && spans[j].start_ms < a.end_ms; j += 1) {
      if (spans[j].thread !== a.thread) longest = Math.max(longest, Math.min(a.end_ms, spans[j].end_ms) - spans[j].start_ms);
    }
  });
  return longest;
}

test('under a GIL every way gives the same results, and one thread runs at a time', async () => {
  const report = await app.run('#/gil-cpu-threads?v=1&n=50000&tasks=4&workers=2,4&gil=on');
  assert.equal(report.verdict, 'finished');
  assert.deepEqual(report.checks.filter((c) => !c.held), []);
  assert.equal(report.measurements.at(-1).executor, 'threads-gil');
  // The workers' clocks may differ by a step.
  const overlap = await longestOverlap();
  assert.ok(overlap * 1000 <= 2 * report.machine.clock_resolution_us, `${overlap} ms`);
});

test('one program is measured with a GIL and without, and gives the same both times', async () => {
  const report = await app.run('#/free-threaded?v=1&n=20000&tasks=8&workers=2&repeats=1');
  assert.equal(report.verdict, 'finished');
  assert.deepEqual(report.checks.filter((c) => !c.held), []);
  assert.deepEqual(report.measurements.map((m) => m.executor), ['serial', 'threads-gil', 'threads']);
  assert.deepEqual(lines(report).map((text) => text.split(':')[0]), ['with the GIL', 'without the GIL']);
});

test('threads that nobody waits for are cut off when main ends', async () => {
  const report = await app.run('#/thread-low-level?v=1&wait=none&work=2');
  assert.equal(report.verdict, 'finished');
  assert.equal(lines(report).filter((text) => text.endsWith('is through')).length, 0);
});

test('a loop without end goes on until Stop', async () => {
  const run = app.start('#/event-never-cleared?v=1&stop_after=0&pause=0.05&time_scale=0.5');
  await app.untilTrace((trace) => trace.lanes.find((lane) => lane.name.includes('rounds'))?.states.filter((s) => s.cause === 'sleep').length > 4);
  await app.api('stop');
  const report = await run;
  assert.equal(report.verdict, 'stopped');
  assert.deepEqual(lines(report).slice(0, 4), range(4).map((n) => `round ${n}`));
});
