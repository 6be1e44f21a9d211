// A run of a million spans on 64 lanes out of a file: opening it, panning and zooming it, the memory it takes. Beside it, in the same page,
// the loop that looks at every span and draws those in view.
import { readFileSync } from 'node:fs';
import { figure, spread } from './table.mjs';

const OPENINGS = 5;
const FRAMES = 240;
const STEP = 'pp-step';
/** What the browser's trace calls script; one inside another counts once. */
const SCRIPT = new Set(['EventDispatch', 'FireAnimationFrame', 'FunctionCall', 'RunMicrotasks', 'TimerFire', 'EvaluateScript']);
const CATEGORIES = ['devtools.timeline', 'blink.user_timing', 'v8', '-*'];

const worst = (samples) => [...samples].sort((a, b) => a - b)[Math.ceil(samples.length * 0.95) - 1];

/** Opening, memory, moving. The file is made by `cargo xtask bench` (`crates/report/examples/long_run.rs`). */
export async function longRun(app, table, { open }) {
  const opened = [];
  for (let k = 0; k < OPENINGS; k += 1) opened.push(await openFile(app));
  const s = spread(opened);
  table.add('a recorded run of a million spans on 64 lanes, dropped and painted', `${figure(s.median)} ms (${figure(s.low)}–${figure(s.high)})`,
    '', '', '≤ 2000 ms', s.median <= 2000);
  const { now, most } = await memory(open);
  table.add('memory of the page\'s process with it open', `${figure(now)} MB, ${figure(most)} MB at most`, '', '', '≤ 400 MB', most <= 400);
  const ours = await traced(app, 'move');
  const naive = await traced(app, 'naive');
  for (const [what, key, goal] of [['script in a frame', 'script', 12], ['from frame to frame', 'interval', 20]]) {
    const [o, n] = [worst(ours[key]), worst(naive[key])];
    table.add(`panned and zoomed, ${what}, 95 of 100`, `${figure(o)} ms (median ${figure(spread(ours[key]).median)})`,
      `naive loop ${figure(n)} ms (median ${figure(spread(naive[key]).median)})`, figure(o / n), `≤ ${goal} ms`, o <= goal);
  }
}

/** Leaves what the page shows and drops the file on it; milliseconds until it is painted. */
async function openFile(app) {
  await app.goto('');
  return app.page.evaluate(async () => (await import('/bench/long.js')).open('/long-run/run.pprun'));
}

/** What the page's process holds once the file is open, and held at most while it was opened, in MB. In a browser of its own: what other
 * measurements have left behind is not the file's. */
async function memory(open) {
  const app = await open();
  await openFile(app);
  const client = await app.browser.target().createCDPSession();
  const { processInfo } = await client.send('SystemInfo.getProcessInfo');
  await client.detach();
  const [renderer] = processInfo.filter((p) => p.type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime);
  const status = readFileSync(`/proc/${renderer.id}/status`, 'utf8');
  const mb = (field) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)[1]) * 1024 / 1e6;
  await app.close();
  return { now: mb('VmRSS'), most: mb('VmHWM') };
}

/** Lets the page act for so many frames: the script in each, as the browser traced it, and the time from each to the next. */
async function traced(app, act) {
  await app.page.tracing.start({ categories: CATEGORIES });
  const stamps = await app.page.evaluate(async ([name, count]) => (await import('/bench/long.js'))[name](count), [act, FRAMES]);
  const { traceEvents } = JSON.parse(Buffer.from(await app.page.tracing.stop()).toString());
  const steps = traceEvents.filter((e) => e.name === STEP).sort((a, b) => a.ts - b.ts);
  const [{ pid, tid }] = steps;
  const script = new Array(steps.length - 1).fill(0);
  let [step, until] = [0, 0];
  const events = traceEvents.filter((e) => e.ph === 'X' && e.pid === pid && e.tid === tid && SCRIPT.has(e.name));
  for (const { ts, dur } of events.sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    if (ts + dur <= Math.max(until, steps[0].ts)) continue;
    until = ts + dur;
    while (step + 1 < steps.length && steps[step + 1].ts <= until) step += 1;
    if (step < script.length) script[step] += dur / 1000;
  }
  return { script, interval: stamps.slice(1).map((at, k) => at - stamps[k]) };
}
