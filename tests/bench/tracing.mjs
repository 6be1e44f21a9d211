// What tracing costs: tasks of about ten microseconds with it and without it, and the page's frames while a run leaves a hundred thousand
// records a second.
import { figure, spread } from './table.mjs';

const ROUNDS = 15;
const LAB = '#/pool-lab?v=1&workload=primes&executor=threads&chunk=1';
/** A frame later than this has been left out. */
const LATE_MS = 25;
/** So long after its beginning a run has two threads at work, for main makes the list and the worker starts: no core is idle. */
const BEGINNING_MS = 100;

/** Tasks on one worker, so that what else the machine does meets both sides alike; makespans by the engine's own clock. */
export async function tracing(app, table) {
  const link = (traced) => `${LAB}&tasks=20000&n=1750&workers=1&traced=${traced}`;
  const [ratios, task] = [[], []];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const order = round % 2 === 0 ? ['on', 'off'] : ['off', 'on'];
    const ms = {};
    for (const traced of order) {
      const report = await app.run(link(traced));
      ms[traced] = report.results.find((r) => r.name === 'makespan, ms').value;
    }
    if (round === 0) continue; // The first warms up.
    ratios.push(ms.on / ms.off);
    task.push(ms.off / 20);
  }
  const [r, t] = [spread(ratios), spread(task)];
  table.add(`20,000 tasks of ${figure(t.median)} µs on one worker: traced against not traced`,
    `${r.median.toFixed(3)} (${r.low.toFixed(3)}–${r.high.toFixed(3)})`, 'the same, not traced', '', '≤ 1.03', r.median <= 1.03);
}

/** One worker computes, so that a core is left to the page: the frames of the page by its own clock, and records that were lost. Those of a run's
 * beginning are told apart. */
export async function live(app, table) {
  const [rates, script] = [[], []];
  let [lost, frames, late, atFirst] = [0, 0, 0, 0];
  const rest = spread(await app.page.evaluate(watch, undefined)).high;
  for (let round = 0; round <= 5; round += 1) {
    const intervals = await app.page.evaluate(watch, `${LAB}&tasks=60000&n=2800&workers=1`);
    const { records, dropped, wall } = await app.page.evaluate(() => globalThis.lastRun);
    if (round === 0) continue; // The first warms up.
    rates.push(records / wall * 1000);
    script.push((await app.figures()).script_ms / wall * 100);
    let since = 0;
    for (const ms of intervals) {
      if (ms > LATE_MS && since < BEGINNING_MS) atFirst += 1;
      else if (ms > LATE_MS) late += 1;
      since += ms;
    }
    frames += intervals.length;
    lost += dropped;
  }
  const rate = spread(rates).median;
  table.add(`live at ${figure(rate)} records a second: frames left out`, `${late} of ${frames}, and ${atFirst} in the first ${BEGINNING_MS} ms of 5 runs; records lost: ${lost}`,
    `a page at rest: a frame every ${figure(rest)} ms`, '', 'none', late === 0 && lost === 0 && rate >= 100_000);
  table.add('the page\'s frames by the clock meanwhile', `${figure(spread(script).median)} % of the time`, '', '', '');
}

/** In the page: runs the link, or rests for two seconds, and gives the time from each frame to the next while the run goes on. */
async function watch(link) {
  let on = true;
  const stamps = [];
  const { dataset } = document.documentElement;
  const step = (at) => {
    if (!link || dataset.phase === 'running') stamps.push(at);
    if (on) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  if (link) {
    const report = await globalThis.parallelPlay.run(link);
    globalThis.lastRun = { records: report.records, dropped: report.records_dropped, wall: report.wall_ms };
  } else {
    await new Promise((done) => { setTimeout(done, 2000); });
  }
  on = false;
  return stamps.slice(1).map((at, i) => at - stamps[i]);
}
