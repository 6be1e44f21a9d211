// What is measured in the browser. Each section says what is timed, what stands beside it, and the goal.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { figure, spread } from './table.mjs';

const sum = (report, executor, workers) =>
  report.measurements.filter((m) => m.executor === executor && m.workers === workers).map((m) => m.makespan_ms);

/** The processor time that the page's main thread uses, whatever for: script, style, layout, paint, garbage. */
async function mainThread(app) {
  const cdp = await app.page.createCDPSession();
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  return {
    cpuMs: async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      return metrics.find((m) => m.name === 'ThreadTime').value * 1000;
    },
    end: () => cdp.detach(),
  };
}

/** Waiting tasks: makespan from submitting the list to its last result, starting of workers counted apart. */
export async function waiting(app, table) {
  const report = await app.run('#/speedup?v=1&load=io&tasks=4&latency=1000&workers=4&executors=serial,threads');
  for (const [executor, workers, ideal, goal] of [['serial', 1, 4000, 4020], ['threads', 2, 2000, 2020], ['threads', 4, 1000, 1020]]) {
    const [ms] = sum(report, executor, workers);
    table.add(`4 waits of 1 s, ${executor} ${workers}`, `${figure(ms)} ms`, `${ideal} ms ideal`, figure(ms / ideal), `≤ ${goal} ms`, ms <= goal);
  }
  const many = await app.run('#/pool-lab?v=1&workload=sleep&tasks=64&latency=1000&workers=64&executor=threads');
  const [ms] = sum(many, 'threads', 64);
  table.add('64 waits of 1 s on 64 workers', `${figure(ms)} ms`, '1000 ms ideal', figure(ms / 1000), '≤ 1100 ms', ms <= 1100);
}

/** Computing on two workers: speed-up of ours and of bare workers (plain `new Worker`, one message a task), five rounds, interleaved. */
export async function computing(app, table) {
  const ours = [];
  const bare = [];
  const script = [];
  const cpu = [];
  const thread = await mainThread(app);
  for (let round = 0; round < 5; round += 1) {
    const b = await app.page.evaluate(async () => (await import('/bench/bare.js')).speedUpRound(8, 2_500_000));
    bare.push(b.serial / b.two);
    const before = await thread.cpuMs();
    const report = await app.run('#/speedup?v=1&load=cpu&tasks=8&n=2500000&workers=2&sweep=ends&executors=serial,threads');
    cpu.push((await thread.cpuMs() - before) / report.wall_ms * 100);
    ours.push(sum(report, 'serial', 1)[0] / sum(report, 'threads', 2)[0]);
    const f = await app.figures();
    script.push(f.script_ms / report.wall_ms * 100);
  }
  const [o, b] = [spread(ours), spread(bare)];
  table.add('speed-up of computing on 2 workers', `${figure(o.median)} (${figure(o.low)}–${figure(o.high)})`,
    `bare workers ${figure(b.median)} (${figure(b.low)}–${figure(b.high)})`, figure(o.median / b.median), '≥ 0.97', o.median / b.median >= 0.97);
  await thread.end();
  const [c, s] = [spread(cpu), spread(script)];
  table.add('the page\'s own work during these runs: CPU time of its main thread', `${figure(c.median)} % of a core (${figure(c.low)}–${figure(c.high)})`, '', '', '≤ 5 %', c.median <= 5);
  table.add('the page\'s own work during these runs: its frames by the clock', `${figure(s.median)} % (${figure(s.low)}–${figure(s.high)})`, '', '', '≤ 5 %', s.median <= 5);
}

/** Computing on two workers, in one run: our rayon on threads of ours beside `wasm-bindgen-rayon` as it comes, whose pool is as large as there are cores. */
export async function stock(app, table) {
  const rounds = { 'work-stealing': [], 'rayon-stock': [] };
  let workers = 0;
  for (let round = 0; round < 5; round += 1) {
    const report = await app.run('#/async-compare?v=1&load=cpu&tasks=8&n=2500000&workers=2&executors=serial,work-stealing,rayon-stock');
    const by = (executor) => report.measurements.find((m) => m.executor === executor);
    for (const [executor, samples] of Object.entries(rounds)) samples.push(by('serial').makespan_ms / by(executor).makespan_ms);
    ({ workers } = by('rayon-stock'));
  }
  const [ours, theirs] = Object.values(rounds).map(spread);
  table.add('speed-up of computing, work-stealing on 2 threads', `${figure(ours.median)} (${figure(ours.low)}–${figure(ours.high)})`,
    `wasm-bindgen-rayon as it comes, ${workers} threads, ${figure(theirs.median)} (${figure(theirs.low)}–${figure(theirs.high)})`,
    figure(ours.median / theirs.median), '', undefined);
}

/** From the click to the first painted span, with a warm engine. */
export async function firstSpan(app, table) {
  const samples = [];
  for (let k = 0; k < 9; k += 1) {
    await app.run('#/speedup?v=1&load=io&tasks=2&latency=100&workers=2&sweep=ends&executors=serial,threads');
    samples.push((await app.figures()).first_paint_ms);
  }
  const s = spread(samples);
  table.add('click to first span on the screen, warm', `${figure(s.median)} ms (${figure(s.low)}–${figure(s.high)})`, '', '', '≤ 150 ms', s.median <= 150);
}

/** Median tasks a second of ten thousand empty ones on two workers of an executor: by the program's clock, which runs without a trace, too. */
async function emptyRate(app, executor, chunk, traced) {
  const samples = [];
  for (let k = 0; k < 7; k += 1) {
    const report = await app.run(`#/pool-lab?v=1&workload=empty&tasks=10000&workers=2&executor=${executor}&chunk=${chunk}&traced=${traced}`);
    samples.push(10_000 / report.results.find((r) => r.name === 'makespan, ms').value * 1000);
  }
  return spread(samples).median;
}

/** Chunk 1 and the default chunks, with all records and with none. */
const EMPTY_ROWS = [1, 0].flatMap((chunk) => ['on', 'off'].map((traced) => (
  { chunk, traced, name: `${chunk === 1 ? 'chunk 1' : 'default chunks'}, ${traced === 'on' ? 'traced' : 'untraced'}` })));

/** Ten thousand empty tasks on two threads beside the libraries people use, in the same page, and CPython's ThreadPool. */
export async function emptyTasks(app, table) {
  const peers = await app.page.evaluate(async () => (await import('/bench/peers.js')).throughput(10_000));
  const best = Math.max(...Object.values(peers).filter((x) => typeof x === 'number'));
  for (const [name, value] of Object.entries(peers)) table.add(`10,000 empty tasks a second: ${name}`, '', figure(value), '', '');
  const { rates, source } = await pythonPool('multiprocessing.pool.ThreadPool', THREAD_POOL_QUOTED);
  for (const { chunk, traced, name } of EMPTY_ROWS) {
    const rate = await emptyRate(app, 'threads', chunk, traced);
    const what = `10,000 empty tasks a second on 2 threads, ${name}`;
    if (chunk === 1) table.add(what, figure(rate), `best of them ${figure(best)}`, figure(rate / best), '≥ 25', rate / best >= 25);
    const python = rates[chunk === 1 ? 0 : 1];
    table.add(what, figure(rate), `${source} ThreadPool.map ${figure(python)}`, figure(rate / python), chunk === 1 ? '≥ 4' : '', chunk === 1 ? rate / python >= 4 : undefined);
  }
}

/** Empty tasks a second of `map` of one of CPython's pools on two workers, at chunk 1 and at its own chunk size: median of five. */
const poolOf = (pool) => `
import multiprocessing, multiprocessing.pool, statistics, time
def empty(task):
    pass
def rate(pool, chunk, tasks):
    samples = []
    for _ in range(5):
        begin = time.perf_counter()
        pool.map(empty, range(tasks), chunksize=chunk)
        samples.append(tasks / (time.perf_counter() - begin))
    return statistics.median(samples)
if __name__ == "__main__":
    with ${pool}(2) as pool:
        rate(pool, None, 1000)
        print(rate(pool, 1, 10_000), rate(pool, None, 10_000))`;

/** The same of the machine of the project's baselines, the middle of what was seen. */
const POOL_QUOTED = [28_000, 3_500_000];
const THREAD_POOL_QUOTED = [390_000, 6_000_000];

async function pythonPool(pool, quoted) {
  try {
    const { stdout } = await promisify(execFile)('python3', ['-c', poolOf(pool)]);
    return { rates: stdout.trim().split(' ').map(Number), source: 'CPython' };
  } catch {
    return { rates: quoted, source: 'CPython, quoted,' };
  }
}

/**
 * Ten thousand empty tasks on two processes, with all records and with none, and one task there and back beside one raw message and its answer. The
 * executor's workers take chunks of a list by a counter, and bring results together; CPython's Pool.map sends a message for each chunk and result.
 */
export async function processes(app, table) {
  const { rates, source } = await pythonPool('multiprocessing.Pool', POOL_QUOTED);
  for (const { chunk, traced, name } of EMPTY_ROWS) {
    const rate = await emptyRate(app, 'processes', chunk, traced);
    const [python, goal] = chunk === 1 ? [rates[0], 10] : [rates[1], 2];
    const ratio = rate / python;
    table.add(`10,000 empty tasks a second on 2 processes, ${name}`, figure(rate), `${source} Pool.map ${figure(python)}`, figure(ratio), `≥ ${goal}`, ratio >= goal);
  }
  const trip = [];
  const raw = [];
  for (let k = 0; k < 8; k += 1) {
    raw.push(await app.page.evaluate(async () => (await import('/bench/bare.js')).thereAndBack(500)));
    const report = await app.run('#/pool-apply-or-async?v=1&kind=process&mode=apply&tasks=64&workers=1&u=0');
    trip.push(report.measurements[0].makespan_ms * 1000 / 64);
  }
  const [ours, theirs] = [spread(trip), spread(raw)];
  const ratio = ours.median / theirs.median;
  const shown = (s) => `${figure(s.median)} µs (${figure(s.low)}–${figure(s.high)})`;
  table.add('one task to a process and back (Pool.apply), traced', shown(ours), `raw postMessage ${shown(theirs)}`, figure(ratio), '≤ 0.5', ratio <= 0.5);
}

/** From Stop to the leaving of the last of 32 workers, beside 32 bare workers in the same page that look at a stop word at every turn. */
export async function stopping(app, table) {
  for (const [workload, more, like] of [['sleep', '&latency=5000', 'wait'], ['wait-forever', '', 'wait'], ['spin', '', 'spin']]) {
    const samples = [];
    const bare = [];
    let cut = 0;
    for (let k = 0; k < 7; k += 1) {
      bare.push(await app.page.evaluate(async (op) => (await import('/bench/bare.js')).stop(32, op), like));
      const run = app.start(`#/pool-lab?v=1&workload=${workload}${more}&tasks=32&workers=32&executor=threads`);
      await app.untilRunning();
      await app.page.waitForFunction(() => globalThis.parallelPlay.trace().lanes.length >= 33);
      await new Promise((done) => setTimeout(done, 200));
      await app.api('stop');
      await run;
      const f = await app.figures();
      samples.push(f.stop_ms);
      cut += f.cut_off;
    }
    const [s, b] = [spread(samples), spread(bare)];
    table.add(`stop of 32 workers in ${workload}`, `${figure(s.median)} ms (${figure(s.low)}–${figure(s.high)}), ${cut} cut off`,
      `bare workers ${figure(b.median)} ms (${figure(b.low)}–${figure(b.high)})`, figure(s.median / b.median), '≤ 10 ms', s.median <= 10 && cut === 0);
  }
  const gaps = [];
  for (let k = 0; k < 5; k += 1) gaps.push(await app.page.evaluate(stopAndStartAgain));
  const g = spread(gaps);
  table.add('stop of a worker that reaches no checkpoint, to the next program\'s start', `${figure(g.median)} ms (${figure(g.low)}–${figure(g.high)})`, '', '', '≤ 200 ms', g.median <= 200);
}

/** In the page: stops two workers that are deaf to it, runs something else as soon as that is over, and gives the time until its program runs. */
async function stopAndStartAgain() {
  const { run, stop } = globalThis.parallelPlay;
  const root = document.documentElement;
  const running = () => new Promise((seen) => {
    const watch = new MutationObserver(() => root.dataset.phase === 'running' && (watch.disconnect(), seen()));
    watch.observe(root, { attributes: true });
  });
  const first = run('#/pool-lab?v=1&workload=spin-deaf&tasks=2&workers=2&executor=threads');
  await running();
  await new Promise((later) => setTimeout(later, 200));
  const begin = performance.now();
  stop();
  await first;
  const started = running();
  const second = run('#/pool-lab?v=1&workload=sleep&latency=100&tasks=2&workers=2&executor=threads');
  // A run that is over before the page has drawn it would never be seen running.
  await Promise.race([started, second]);
  const ms = performance.now() - begin;
  await second;
  return ms;
}

/** What the renderer's process holds in memory, in bytes; `undefined` where the system does not tell. */
async function residentBytes(app) {
  const cdp = await app.browser.target().createCDPSession();
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  await cdp.detach();
  const renderers = processInfo.filter((p) => p.type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime);
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${renderers[0].id}/status`, 'utf8'))[1]) * 1024;
  } catch {
    return undefined;
  }
}

/** Run and stop, again and again: workers, memories and the renderer's memory after a forced collection. */
export async function cycles(app, table, { long }) {
  const rounds = long ? 1000 : 200;
  const settle = async () => {
    await new Promise((done) => setTimeout(done, 3000));
    const cdp = await app.page.createCDPSession();
    await cdp.send('HeapProfiler.collectGarbage');
    // Each worker has a heap of its own, in the same process: what a run leaves there is garbage of that worker.
    await Promise.all(app.page.workers().map((worker) => worker.client.send('HeapProfiler.collectGarbage')));
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    await cdp.detach();
    return { ...(await app.figures()), heap: usedSize, resident: await residentBytes(app) };
  };
  const link = '#/pool-lab?v=1&workload=wait-forever&tasks=8&workers=8&executor=threads';
  await app.run(link.replace('wait-forever', 'empty'));
  const before = await settle();
  let at20;
  for (let k = 1; k <= rounds; k += 1) {
    const run = app.start(link);
    await app.untilRunning();
    await app.api('stop');
    await run;
    if (k === 20) at20 = await settle();
  }
  const end = await settle();
  const same = end.workers === before.workers && end.memories === before.memories;
  table.add(`workers and memories after ${rounds} run/stop cycles`, `${end.workers} and ${end.memories}`, `before the first: ${before.workers} and ${before.memories}`, '', 'equal', same);
  for (const [name, what] of [['heap', 'the page\'s heap'], ['resident', 'the renderer\'s resident memory']]) {
    const growth = end[name] / at20[name];
    table.add(`${what} after ${rounds} cycles against cycle 20, after a collection`, `${figure(end[name] / 1e6)} MB`, `${figure(at20[name] / 1e6)} MB`, figure(growth), '≤ 1.10', growth <= 1.1);
  }
}
