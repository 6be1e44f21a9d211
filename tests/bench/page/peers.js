// Empty tasks a second on two workers, by raw messages and by the libraries that people use today. Runs in the page; each library in its own
// way of "map this over a list", all tasks submitted at once, results awaited.
import * as bare from './bare.js';

const modules = new URL('/node_modules/', location.href);

async function timed(tasks, run) {
  await run(Math.min(tasks, 200));
  const begin = performance.now();
  await run(tasks);
  return tasks / (performance.now() - begin) * 1000;
}

async function rawMessages(tasks) {
  const list = await bare.workers(2);
  try {
    return await timed(tasks, (n) => bare.makespan(list, n, { op: 'empty' }));
  } finally {
    list.forEach((w) => w.end());
  }
}

async function withComlink(tasks) {
  const { wrap } = await import(new URL('comlink/dist/esm/comlink.min.mjs', modules));
  const source = `importScripts(${JSON.stringify(new URL('comlink/dist/umd/comlink.min.js', modules).href)});
    Comlink.expose({ empty: () => 0 });`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const raw = [new Worker(url), new Worker(url)];
  const list = raw.map((w) => wrap(w));
  try {
    return await timed(tasks, async (n) => {
      let next = 0;
      await Promise.all(list.map(async (worker) => {
        while (next < n) {
          next += 1;
          await worker.empty();
        }
      }));
    });
  } finally {
    raw.forEach((w) => w.terminate());
  }
}

async function withWorkerpool(tasks) {
  const address = new URL('workerpool/dist/workerpool.min.js', modules).href;
  await new Promise((done, fail) => {
    const tag = Object.assign(document.createElement('script'), { src: address, onload: done, onerror: fail });
    document.head.append(tag);
  });
  const source = `importScripts(${JSON.stringify(address)}); workerpool.worker({ empty: () => 0 });`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const pool = globalThis.workerpool.pool(url, { minWorkers: 2, maxWorkers: 2 });
  try {
    return await timed(tasks, (n) => Promise.all(Array.from({ length: n }, () => pool.exec('empty'))));
  } finally {
    await pool.terminate(true);
  }
}

async function withPoolifier(tasks) {
  const address = new URL('poolifier-web-worker/browser/mod.js', modules).href;
  const { FixedThreadPool } = await import(address);
  // Its browser build refuses to load where there is no `window`, as in a worker; and while it loads, the pool's greeting comes, which a worker
  // whose script still awaits something would lose: it is kept and given to it afterwards.
  const source = `globalThis.window ??= globalThis;
    const early = [];
    const keep = (event) => early.push(event);
    addEventListener('message', keep);
    const { ThreadWorker } = await import(${JSON.stringify(address)});
    removeEventListener('message', keep);
    new ThreadWorker(() => 0);
    for (const { data } of early) dispatchEvent(new MessageEvent('message', { data }));`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const pool = new FixedThreadPool(2, new URL(url), { errorEventHandler: (e) => console.error(e.message) });
  try {
    return await timed(tasks, (n) => Promise.all(Array.from({ length: n }, () => pool.execute())));
  } finally {
    await pool.destroy();
  }
}

const PEERS = { 'raw postMessage': rawMessages, comlink: withComlink, workerpool: withWorkerpool, 'poolifier-web-worker': withPoolifier };

/** Tasks a second by peer; a peer that fails says why instead. */
export async function throughput(tasks) {
  const figures = {};
  for (const [name, run] of Object.entries(PEERS)) {
    try {
      const limit = new Promise((_, fail) => setTimeout(() => fail(new Error('no answer within 20 s')), 20_000));
      figures[name] = Math.round(await Promise.race([run(tasks), limit]));
    } catch (error) {
      figures[name] = String(error);
    }
  }
  return figures;
}
