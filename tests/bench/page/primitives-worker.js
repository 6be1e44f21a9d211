// A worker of the benchmarks of primitives: ours (the engine, built with its feature `bench`) and the same by plain JavaScript on a shared
// buffer. Each answers with the milliseconds that its own part of each took, from when both were there. What is to be compared runs slice by
// slice in turn: whether two workers share a core changes within a second, and a turn between cores takes twenty times as long.
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
    setPlace(data.arena, data.memory);
    engine.initSync({ module: data.module, memory: data.memory, thread_stack_size: 1 << 20 });
    postMessage('ready');
    return;
  }
  const { names, n, side, slices, workers } = data;
  const took = names.map(() => 0);
  for (let slice = 0; slice < slices; slice += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const place = (slice + turn) % names.length; // What comes first in a slice changes.
      if (workers > 1) meet(workers);
      const begin = performance.now();
      OPERATIONS[names[place]](side, n / slices);
      took[place] += performance.now() - begin;
    }
  }
  postMessage(took);
};
postMessage('up');
