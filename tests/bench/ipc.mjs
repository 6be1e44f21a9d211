// Pipes and queues between processes, beside two plain workers with a MessagePort, interleaved in the same page, in fresh workers each round.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { figure, spread } from './table.mjs';

/** CPython's `multiprocessing.Queue`, one to one, items a second on the machine of the project's baselines: the middle of what was seen. */
const CPYTHON_QUEUE = 131_000;
const PYTHON = `
import multiprocessing, time
def consume(queue, done):
    for _ in range(COUNT):
        queue.get()
    done.send(0)
COUNT = 100_000
if __name__ == "__main__":
    queue = multiprocessing.Queue()
    here, there = multiprocessing.Pipe()
    child = multiprocessing.Process(target=consume, args=(queue, there))
    child.start()
    item, begin = b"x", time.perf_counter()
    for _ in range(COUNT):
        queue.put(item)
    here.recv()
    print((time.perf_counter() - begin) / COUNT * 1e6)
    child.join()`;

/** Microseconds an item of CPython's queue, measured now; the baseline's where there is no python3. */
async function cpython() {
  try {
    return Number((await promisify(execFile)('python3', ['-c', PYTHON])).stdout);
  } catch {
    return 1e6 / CPYTHON_QUEUE;
  }
}

/** Starting and joining a `std::thread`, microseconds on the machine of the project's baselines: the middle of what was seen. */
const NATIVE_THREAD = 87;

const ours = async (app, way, fields) => {
  const report = await app.run(`#/ipc-compare?v=1&ways=${way}&traced=off&${fields}`);
  const [micros] = Object.values(report.results.find((r) => r.name === 'µs a message').value[way]);
  return micros;
};
const ports = (app, options) => app.page.evaluate(async (o) => (await import('/bench/ports.js')).perMessage(o), options);

async function interleaved(rounds, mine, theirs) {
  const [a, b] = [[], []];
  for (let k = 0; k < rounds; k += 1) {
    b.push(await theirs());
    a.push(await mine());
  }
  return [spread(a), spread(b)];
}

const range = (s, unit) => `${figure(s.median)} ${unit} (${figure(s.low)}–${figure(s.high)})`;

/** A round trip of 64 bytes, 1 MB one way, and items a second through a queue. */
export async function talking(app, table) {
  const [pipe, port] = await interleaved(
    8,
    () => ours(app, 'pipe', 'bytes=64&answer=on&sends=3000'),
    () => ports(app, { bytes: 64, count: 3000 }),
  );
  const trip = pipe.median / port.median;
  table.add('pipe, 64 bytes there and back', range(pipe, 'µs'), `MessagePort ${range(port, 'µs')}`, figure(trip), '≤ 0.5', trip <= 0.5);
  const [big, copied] = await interleaved(
    5,
    () => ours(app, 'pipe', 'bytes=1000000&sends=300'),
    () => ports(app, { bytes: 1_000_000, count: 300, stream: true }),
  );
  const rate = copied.median / big.median;
  table.add('pipe, 1 MB one way', `${figure(1e6 / big.median)} MB/s`, `MessagePort, copied ${figure(1e6 / copied.median)} MB/s`, figure(rate), '≥ 3', rate >= 3);
  const [mine, python] = await interleaved(5, () => ours(app, 'queue', 'bytes=1&sends=100000'), cpython);
  const times = python.median / mine.median;
  table.add('process queue, one to one, an item', range(mine, 'µs'), `CPython ${range(python, 'µs')}`, figure(times), '≥ 15', times >= 15);
}

/** Milliseconds of one run of the demo that starts things: of a thread, of a process; and those of its processes from start to running. */
async function created(app, fields) {
  const report = await app.run(`#/create-cost?v=1&${fields}`);
  const ms = (kind) => report.results.find((r) => r.name === `${kind}, median ms`).value;
  return { thread: ms('thread'), process: ms('process'), starts: report.processes.map((p) => p.start_ms).filter((start) => start !== null) };
}

/** Starting and joining a thread and a process: cold, warm and parked, beside a plain `new Worker` that says that it is there. */
export async function starting(app, table) {
  const [cold, bare] = [[], []];
  for (let k = 0; k < 9; k += 1) {
    bare.push(await app.page.evaluate(async () => (await import('/bench/bare.js')).newWorker()));
    cold.push(await created(app, 'count=1&cold=on'));
  }
  const worker = spread(bare);
  for (const [kind, most] of [['process', 2], ['thread', 1.5]]) {
    const s = spread(cold.map((c) => c[kind]));
    const ratio = s.median / worker.median;
    table.add(`a ${kind}, cold, started and joined`, range(s, 'ms'), `new Worker ${range(worker, 'ms')}`, figure(ratio), `≤ ${most}`, ratio <= most);
  }
  const warm = [];
  const parked = [];
  for (let k = 0; k < 5; k += 1) {
    // Twenty processes stand ready; the later ones are made on warm workers.
    warm.push(...(await created(app, 'count=100&cold=off')).starts.slice(30));
    parked.push(await created(app, 'count=20&cold=off'));
  }
  const w = spread(warm);
  table.add('a process, warm, from start to running', range(w, 'ms'), '', '', '≤ 3 ms', w.median <= 3);
  const p = spread(parked.map((c) => c.process));
  table.add('a process, parked, started and joined', range(p, 'ms'), '', '', '≤ 0.2 ms', p.median <= 0.2);
  const t = spread(parked.map((c) => c.thread * 1000));
  const ratio = t.median / NATIVE_THREAD;
  table.add('a thread, parked, started and joined', range(t, 'µs'), `native std::thread, quoted, ${NATIVE_THREAD} µs`, figure(ratio), '≤ 1', ratio <= 1);
}
