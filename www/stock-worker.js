// The worker that holds `wasm-bindgen-rayon` as it comes, with as many threads as there are cores. stock.js makes it and hands it lists.
import init, { answer, initThreadPool, run } from './stock/stock.js';

const state = new Int32Array(new SharedArrayBuffer(8)); // As stock.js knows it.
self.onmessage = ({ data: { recipe, words, word } }) => {
  let length = -1; // FAILED of executors/rayon_stock.rs
  try {
    length = run(recipe) + 1;
    state[1] = answer();
  } finally {
    if (Atomics.compareExchange(state, 0, 1, 2) === 1) {
      Atomics.store(words, word, length);
      Atomics.notify(words, word);
      Atomics.store(state, 0, 0);
    }
  }
};

const { memory } = await init();
const workers = navigator.hardwareConcurrency;
await initThreadPool(workers);
postMessage({ memory, state, workers });
