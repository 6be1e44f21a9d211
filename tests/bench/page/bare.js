// Bare workers: plain `new Worker`, one message a task, no pool library. Runs in the page.
const url = new URL('./bare-worker.js', import.meta.url);

function spawn() {
  const worker = new Worker(url);
  return {
    call: (message) => new Promise((done, fail) => {
      worker.onmessage = ({ data }) => done(data);
      worker.onerror = fail;
      worker.postMessage(message);
    }),
    end: () => worker.terminate(),
  };
}

/** Workers that have answered once, so that starting them is not measured. */
export async function workers(count) {
  const list = Array.from({ length: count }, spawn);
  await Promise.all(list.map((w) => w.call({ op: 'empty' })));
  return list;
}

/** Milliseconds from the first message to the last answer: `tasks` calls of `message`, each worker one at a time. */
export async function makespan(list, tasks, message) {
  let next = 0;
  const begin = performance.now();
  await Promise.all(list.map(async (worker) => {
    while (next < tasks) {
      next += 1;
      await worker.call(message);
    }
  }));
  return performance.now() - begin;
}

/** One interleaved round: serial and on two workers, milliseconds each. */
export async function speedUpRound(tasks, n) {
  const list = await workers(2);
  try {
    const serial = await makespan(list.slice(0, 1), tasks, { op: 'primes', n });
    const two = await makespan(list, tasks, { op: 'primes', n });
    return { serial, two };
  } finally {
    list.forEach((w) => w.end());
  }
}

/**
 * Milliseconds from setting a stop word until the page has heard from the last of `count` bare workers, all of which `spin` on it or `wait`
 * for it. The same rules as ours: set, wake, hear of each.
 */
export async function stop(count, op) {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const list = Array.from({ length: count }, () => new Worker(new URL('./bare-stop-worker.js', import.meta.url)));
  const hear = () => Promise.all(list.map((worker) => new Promise((heard) => { worker.onmessage = heard; })));
  try {
    await hear();
    const ended = hear();
    list.forEach((worker) => worker.postMessage({ op, words }));
    while (Atomics.load(words, 1) < count) await new Promise((later) => setTimeout(later, 5));
    await new Promise((later) => setTimeout(later, 200));
    const begin = performance.now();
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    await ended;
    return performance.now() - begin;
  } finally {
    list.forEach((worker) => worker.terminate());
  }
}

/** Milliseconds from `new Worker` until the worker has said that it is there. */
export function newWorker() {
  const url = URL.createObjectURL(new Blob(['postMessage(0)'], { type: 'text/javascript' }));
  const begin = performance.now();
  const worker = new Worker(url);
  return new Promise((done) => {
    worker.onmessage = () => {
      done(performance.now() - begin);
      worker.terminate();
      URL.revokeObjectURL(url);
    };
  });
}

/** Microseconds of one message to a worker and its answer: the mean of so many, one at a time. */
export async function thereAndBack(count) {
  const list = await workers(1);
  try {
    return await makespan(list, count, { op: 'empty' }) / count * 1000;
  } finally {
    list.forEach((worker) => worker.end());
  }
}
