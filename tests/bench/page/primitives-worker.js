// A worker of the benchmarks of primitives: ours (the engine, built with its feature `bench`) and the same by plain JavaScript on a shared
// buffer. Each answers with the milliseconds that its own part took, from when both were there.
import * as engine from '/bench-engine/engine.js';
import { setPlace } from '/bench-engine/arena.js';

let js; // Int32Array of the references: 0 lock, 1 turn, 2 and 3 arrivals.

// A mutex as one writes it with Atomics: 0 free, 1 held, 2 held and somebody sleeps.
function take(words, at) {
  if (Atomics.compareExchange(words, at, 0, 1) === 0) return;
  while (Atomics.exchange(words, at, 2) !== 0) Atomics.wait(words, at, 2);
}
function give(words, at) {
  if (Atomics.exchange(words, at, 0) === 2) Atomics.notify(words, at, 1);
}

const OPERATIONS = {
  lock: (_, n) => engine.bench_lock(n),
  arenaLock: (_, n) => engine.bench_arena_lock(n),
  futex: engine.bench_futex_turns,
  arenaFutex: engine.bench_arena_turns,
  event: engine.bench_event_turns,
  condition: engine.bench_condition_turns,
  queue: engine.bench_queue,
  jsLock: (_, n) => {
    for (let i = 0; i < n; i += 1) {
      take(js, 0);
      give(js, 0);
    }
  },
  jsTurns: (side, n) => {
    for (let i = 0; i < n; i += 1) {
      let seen = Atomics.load(js, 1);
      while (seen % 2 !== side) {
        Atomics.wait(js, 1, seen);
        seen = Atomics.load(js, 1);
      }
      Atomics.add(js, 1, 1);
      Atomics.notify(js, 1, 1);
    }
  },
};

// Both workers leave here at once.
function meet(workers) {
  const target = (Math.floor(Atomics.add(js, 2, 1) / workers) + 1) * workers;
  while (Atomics.load(js, 2) < target);
}

onmessage = ({ data }) => {
  if (data.module) {
    js = new Int32Array(data.references);
    const exports = engine.initSync({ module: data.module, memory: data.memory, thread_stack_size: 1 << 20 });
    setPlace(data.arena, exports.memory);
    postMessage(exports.memory);
    return;
  }
  if (data.workers > 1) meet(data.workers);
  const begin = performance.now();
  OPERATIONS[data.name](data.side, data.n);
  postMessage(performance.now() - begin);
};
postMessage('up');
