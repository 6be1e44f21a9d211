// Workers of the group `pools`: as worker.js, and a run that asks for `wasm-bindgen-rayon` as it comes finds a worker of it beside its own, kept from
// run to run. It must be up before the run begins: who blocks cannot make workers.
import './worker.js';

const live = self.onmessage;
const [IDLE, RUNNING, ANSWERING] = [0, 1, 2]; // The first word of `up.state`; the second is where the answer lies in `up.memory`.
let memory, worker, up;

const start = () => new Promise((ready) => {
  worker = new Worker(new URL('./stock-worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }) => ready((up = data));
  worker.onerror = () => ready((up = worker.terminate()));
});

self.stock = {
  workers: () => up?.workers ?? 0,
  run(recipe, word) {
    Atomics.store(up.state, 0, RUNNING);
    worker.postMessage({ recipe, words: new Int32Array(memory.buffer), word: word >>> 2 });
  },
  copy: (into) => into.set(new Uint8Array(up.memory.buffer, up.state[1] >>> 0, into.length)),
  /** From here on nothing is written into the run's memory; what is still computed is for nobody, and ended. */
  cancel() {
    if (Atomics.compareExchange(up.state, 0, RUNNING, IDLE) === RUNNING) up = worker.terminate();
    else while (Atomics.load(up.state, 0) === ANSWERING);
  },
};

self.onmessage = async (event) => {
  memory = event.data.memory;
  if (!up && new TextDecoder().decode(event.data.bytes).includes('rayon-stock')) await start();
  live(event);
};
