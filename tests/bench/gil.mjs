// What a GIL costs and what it does not, as the page's own demos measure it: medians of interleaved rounds, ratios of makespans of one run.
import { figure, spread } from './table.mjs';

const ROUNDS = 7;
const makespan = (report, executor) => report.measurements.find((m) => m.executor === executor).makespan_ms;
const shown = (s) => `${figure(s.median)} (${figure(s.low)}–${figure(s.high)})`;

/** Computing and waiting on threads with the GIL and without it, and how long a thread that wakes waits behind one that computes. */
export async function gil(app, table) {
  const [locked, free, ioLocked, ioFree, behind] = [[], [], [], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [on, executor, cpu, io] of [['on', 'threads-gil', locked, ioLocked], ['off', 'threads', free, ioFree]]) {
      const computed = await app.run(`#/gil-cpu-threads?v=1&gil=${on}&workers=2&tasks=8&n=1000000&repeats=1`);
      cpu.push(makespan(computed, executor) / makespan(computed, 'serial'));
      const waited = await app.run(`#/gil-io-threads?v=1&gil=${on}&workers=4&tasks=8&u=0.1`);
      io.push(makespan(waited, 'serial') / makespan(waited, executor));
    }
    await app.run('#/life-cycle-five-states?v=1&gil=on&workers=2&script=compute,sleep,compute,sleep,compute&n=1000000');
    const { lanes } = await app.api('trace');
    const waits = lanes.flatMap((lane) => lane.states.filter((s, i) => s.state === 'ready' && lane.states[i - 1]?.cause === 'sleep'));
    behind.push(...waits.map((s) => s.end_ms - s.start_ms).filter((ms) => ms > 1)); // Nobody had it: there was nothing to wait for.
  }
  const [l, f, il, io, b] = [locked, free, ioLocked, ioFree, behind].map(spread);
  table.add('computing on 2 threads under the GIL, time of one', shown(l), 'the same tasks in a loop', figure(l.median), '≥ 0.97', l.median >= 0.97);
  table.add('the same without the GIL, speed-up', figure(1 / f.median), 'the same tasks in a loop', figure(f.median), '');
  table.add('8 waits on 4 threads under the GIL, speed-up', shown(il), '4 ideal', figure(il.median / 4), '≥ 0.95', il.median >= 3.8);
  table.add('the same without the GIL, speed-up', shown(io), '4 ideal', figure(io.median / 4), '≥ 0.95', io.median >= 3.8);
  table.add(`a thread that wakes behind a computing one waits (${b.samples} times)`, `${shown(b)} ms`, 'one switch interval, 5 ms', figure(b.median / 5), 'about 1', b.median > 3.5 && b.median < 8);
}
