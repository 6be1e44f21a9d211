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
