// Pipes and queues between processes, beside two plain workers with a MessagePort, interleaved in the same page, in fresh workers each round.
import { figure, spread } from './table.mjs';

/** CPython's `multiprocessing.Queue`, one to one, items a second on the machine of the project's baselines: the middle of what was seen. */
const CPYTHON_QUEUE = 131_000;

const ours = async (app, way, fields) => {
  const report = await app.run(`#/ipc-compare?v=1&ways=${way}&traced=off&${fields}`);
  return report.results.find((r) => r.name === `${way}, µs a message`).value;
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
  const items = [];
  for (let k = 0; k < 5; k += 1) items.push(1e6 / await ours(app, 'queue', 'bytes=1&sends=100000'));
  const queue = spread(items);
  const times = queue.median / CPYTHON_QUEUE;
  table.add('process queue, one to one, items a second', figure(queue.median), `CPython ${figure(CPYTHON_QUEUE)}`, figure(times), '≥ 15', times >= 15);
}
