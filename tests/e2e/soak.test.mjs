// Hundreds of processes in a visit, many of them killed while they talk: nothing hangs, nothing is left, the page stays awake. Without kills,
// and long, with them, by `cargo xtask test --long`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

const LONG = process.env.PP_LONG === '1';
const lab = (count, killed, more = '') => `#/process-lab?v=1&count=${count}&fail_rate=${killed}${more}`;

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

/** Waits until no run uses a worker and at most `most` are there: surplus ones are let go after a while. */
const rested = (most = Infinity) => app.page.waitForFunction(async (n) => {
  const { workers, idle } = await globalThis.parallelPlay.figures();
  return workers === idle && workers <= n;
}, {}, most);

/** What is there after a forced collection: workers as the browser counts them, memories as the page's heap holds them. */
async function left() {
  const prototype = await app.page.evaluateHandle(() => WebAssembly.Memory.prototype);
  const memories = await app.page.queryObjects(prototype);
  const count = await memories.evaluate((all) => all.length);
  await memories.dispose();
  await prototype.dispose();
  return { workers: app.page.workers().length, memories: count };
}

/** Runs a link, and says how long the page took from frame to frame meanwhile. */
async function watched(link) {
  await app.page.evaluate(() => {
    const frames = [];
    globalThis.soakFrames = frames;
    const tick = (at) => { frames.push(at); if (globalThis.soakFrames === frames) requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  });
  const report = await app.run(link);
  const frames = await app.page.evaluate(() => { const seen = globalThis.soakFrames; globalThis.soakFrames = null; return seen; });
  const gaps = frames.slice(1).map((at, i) => at - frames[i]).sort((a, b) => a - b);
  const at = (share) => gaps[Math.floor((gaps.length - 1) * share)];
  const figures = [0.5, 0.95, 1].map((share) => at(share).toFixed(1)).join(', ');
  const { wall_ms: ms } = report;
  const rate = (1000 * gaps.length) / (frames.at(-1) - frames[0]);
  console.log(`${link}: ${Math.round(ms)} ms, ${gaps.length} frames, ${rate.toFixed(1)} a second, ${figures} ms from one to the next (median, 95 %, longest)`);
  assert.ok(gaps.length > 0, 'the page went on drawing');
  return report;
}

/** Exit codes of all but main, counted. */
function codes(report) {
  const seen = new Map();
  for (const { number, exit_code: code } of report.processes) if (number > 0) seen.set(code, (seen.get(code) ?? 0) + 1);
  return Object.fromEntries(seen);
}

for (const [count, killed, seed] of LONG ? [[500, 0, 1], [500, 20, 1], [500, 20, 2], [100, 100, 3]] : [[60, 0, 1]]) {
  test(`${count} processes one after the other, ${killed} % of them killed while they talk (seed ${seed}), leave nothing behind`, async () => {
    await app.run(lab(3, 0));
    await rested();
    const before = await left();
    const report = await watched(lab(count, killed, `&seed=${seed}`));
    assert.equal(report.verdict, 'finished', JSON.stringify([report.error, report.crash]));
    const dead = (count * killed) / 100;
    assert.equal(report.lines.at(-1)[2], `${count - dead} ended, ${dead} killed`);
    assert.equal(report.processes.length, count + 1);
    const told = codes(report);
    // The page looks at exit codes when it can; main has taken note of most before.
    assert.ok(Object.keys(told).every((code) => ['0', '-9', 'null'].includes(code)), JSON.stringify(told));
    assert.deepEqual(report.checks.filter((c) => !c.held), []);
    // A run's own report and trace go with the next one.
    await app.run(lab(3, 0));
    await rested(before.workers);
    // Chromium lets a worker that was ended run on for two seconds.
    let now = await left();
    while (now.workers > before.workers || now.memories > before.memories) {
      await app.page.evaluate(() => new Promise(requestAnimationFrame));
      now = await left();
    }
    console.log(`before ${JSON.stringify(before)}, after ${JSON.stringify(now)}`);
  });
}

// The trap that ends a worker is told by the browser.
test('the page throws nothing of its own', () => assert.deepEqual(app.errors.filter((error) => error !== 'RuntimeError: unreachable'), []));
