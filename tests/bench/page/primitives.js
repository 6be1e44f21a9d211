// Pairs of fresh workers on one memory, for the benchmarks of primitives. Runs in the page.
let loaded;
const module = () => (loaded ??= WebAssembly.compileStreaming(fetch('/bench-engine/engine_bg.wasm')));

function answer(worker) {
  return new Promise((done, fail) => {
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = (event) => fail(new Error(event.message));
  });
}

function ask(worker, message) {
  const answered = answer(worker);
  worker.postMessage(message);
  return answered;
}

async function start(message) {
  const worker = new Worker('/bench/primitives-worker.js', { type: 'module' });
  await answer(worker); // Up: what is posted before would be lost.
  await ask(worker, message);
  return worker;
}

/**
 * Measures with a fresh pair of workers. `rows` are `{ names, n, slices, workers }`; each runs `rounds` times, in turn with the others, after one
 * round that is not counted, and in each its names in turn, a slice of `n` at a time. Nanoseconds per operation of each name of each row, the
 * median of its rounds.
 */
export async function pair(rows, rounds) {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 16_384, shared: true });
  const arena = new WebAssembly.Memory({ initial: 16, maximum: 16, shared: true });
  const shared = { module: await module(), memory, arena, references: new SharedArrayBuffer(64) };
  const crew = [await start(shared), await start(shared)];
  const samples = rows.map(({ names }) => names.map(() => []));
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const [at, row] of rows.entries()) {
        const took = await Promise.all(crew.slice(0, row.workers).map((worker, side) => ask(worker, { ...row, side })));
        if (round > 0) samples[at].forEach((list, place) => list.push(Math.max(...took.map((ms) => ms[place])) * 1e6 / row.n));
      }
    }
  } finally {
    crew.forEach((worker) => worker.terminate());
  }
  return samples.flat().map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]);
}
