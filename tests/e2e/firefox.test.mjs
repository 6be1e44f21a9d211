// Smoke in Firefox: isolation, a run, a stop.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp, tasksOf } from './support/app.mjs';

let app;
before(async () => { app = await openApp({ browser: 'firefox' }); });
after(() => app.close());

test('a run finishes with right results', async () => {
  const report = await app.run('#/speedup?v=1&load=cpu&tasks=4&n=50000&workers=2');
  assert.equal(report.verdict, 'finished');
  assert.deepEqual(tasksOf(report.measurements.at(-1)).map((t) => t.value), [5133, 5133, 5133, 5133]);
});

test('a wait for ever is stopped', async () => {
  const run = app.start('#/pool-lab?v=1&workload=wait-forever&tasks=2&workers=2&executor=threads');
  await app.untilRunning();
  await app.api('stop');
  assert.equal((await run).verdict, 'stopped');
});
