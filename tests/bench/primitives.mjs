// The primitives in the browser: ours on the process's memory and on the arena, beside plain JavaScript in the same workers, native std in the
// same call of the benchmarks, and CPython's figures as quoted in the project's baselines.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { figure, spread } from './table.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FREE = 400_000;
const TURNS = 3_000;
const ITEMS = 200_000;
const PAIRS = 8;
const ROUNDS = 3;

/** Medians of CPython, measured elsewhere and once: never compared, only put beside. */
const QUOTED = { lock: '230–280 ns', processLock: '320–400 ns', contended: '370 ns (2.7 M/s)', turns: '20–122 µs', queue: '0.17–0.42 M/s' };
const quoted = (name) => `CPython, quoted: ${QUOTED[name]}`;

/** Nanoseconds of a free std mutex, natively: what the benchmark `std_lock` prints. */
function nativeStd() {
  const out = execFileSync('cargo', ['bench', '-q', '-p', 'runtime', '--bench', 'std_lock'], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return Number(/([\d.]+) ns/.exec(out)[1]);
}

const ROWS = [
  { names: ['lock', 'arenaLock', 'jsLock'], n: FREE, slices: 8, workers: 1 },
  { names: ['lock', 'jsLock'], n: FREE, slices: 8, workers: 2 },
  { names: ['futex', 'jsTurns', 'event', 'arenaFutex', 'condition'], n: TURNS, slices: 12, workers: 2 },
  { names: ['queue'], n: ITEMS, slices: 4, workers: 2 },
];

const shown = ({ median, low, high }, unit, scale = 1) => `${figure(median * scale)} ${unit} (${figure(low * scale)}–${figure(high * scale)})`;

/** Eight fresh pairs of workers, since a pair's timing depends on the cores on which it happens to run; in each everything in turn. */
export async function primitives(app, table) {
  const native = [nativeStd()];
  const columns = ROWS.flatMap(({ names }) => names).map(() => []);
  for (let round = 0; round < PAIRS; round += 1) {
    const measured = await app.page.evaluate(async (rows, rounds) => (await import('/bench/primitives.js')).pair(rows, rounds), ROWS, ROUNDS);
    measured.forEach((ns, place) => columns[place].push(ns));
  }
  native.push(nativeStd());
  const [lock, arenaLock, jsLock, two, jsTwo, futex, jsTurns, event, arenaFutex, condition, queue] = columns.map(spread);
  const std = spread(native);
  const row = (name, ours, reference, ratio, goal, met) => table.add(name, ours, reference, figure(ratio), goal, met);

  row('lock + unlock, free, wasm memory', shown(lock, 'ns'), `native std::sync::Mutex ${figure(std.median)} ns; ${quoted('lock')}`, lock.median / std.median, '≤ 1.6', lock.median <= 1.6 * std.median);
  row('lock + unlock, free, arena (between processes)', shown(arenaLock, 'ns'), `Atomics mutex in JavaScript ${shown(jsLock, 'ns')}; ${quoted('processLock')}`, arenaLock.median / jsLock.median, '≤ 3', arenaLock.median <= 3 * jsLock.median);
  row('lock + unlock, 2 workers contending, a turn', shown(two, 'ns'), `Atomics mutex in JavaScript ${shown(jsTwo, 'ns')}; ${quoted('contended')}`, two.median / jsTwo.median, '');
  for (const [name, column, limit] of [['futex word, wasm memory', futex, 1.3], ['Event', event, 1.3], ['Condition', condition], ['futex word, arena', arenaFutex]]) {
    const goal = limit ? `≤ ${limit}` : '';
    const met = limit && column.median <= limit * jsTurns.median;
    row(`ping-pong between 2 workers, there and back: ${name}`, shown(column, 'µs', 1e-3), `Atomics.wait/notify in JavaScript ${shown(jsTurns, 'µs', 1e-3)}; ${quoted('turns')}`, column.median / jsTurns.median, goal, met);
  }
  const rate = 1000 / queue.median;
  table.add('queue of 64 places, one to one', `${figure(rate)} M/s`, quoted('queue'), '', '≥ 3 M/s class', rate >= 3);
}
