// The engine's raw imports (integers only): words and bytes of the arena, and the clock. The arena is a shared WebAssembly memory of its own, and
// what reaches it is WebAssembly made here: a call from module to module takes 3 ns, one of `Atomics` 16-35, and one by generated glue 70-140.
// `at` counts bytes of the arena.
const [I, L] = [0x7f, 0x7e]; // i32, i64
const ANY = [0x80, 0x80, 4]; // 65,536 pages: as many as a memory can have

const vector = (items) => [...unsigned(items.length), ...items.flat()];
const unsigned = (n) => (n < 128 ? [n] : [n % 128 | 128, ...unsigned(n >> 7)]);
const text = (letters) => vector([...letters].map((letter) => letter.charCodeAt(0)));
const section = (id, items) => [id, ...vector(vector(items))];

/** A module of functions `[name, parameters, results, instruction]`, each of which does its instruction on its parameters, over these memories. */
function code(memories, functions) {
  const body = ([, parameters, , instruction]) => vector([0, parameters.flatMap((_, i) => [0x20, i]), instruction, 0x0b].flat());
  return Uint8Array.from([
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, functions.map(([, parameters, results]) => [0x60, ...vector(parameters), ...vector(results)])),
    section(2, memories.map((name) => [...text(''), ...text(name), 2, 3, 0, ...ANY])),
    section(3, functions.map((_, i) => [i])),
    section(7, functions.map(([name], i) => [...text(name), 0, i])),
    section(10, functions.map(body)),
  ].flat());
}

const words = new WebAssembly.Module(code(['arena'], [
  ['a_load', [I], [I], [0xfe, 0x10, 2, 0]],
  ['a_store', [I, I], [], [0xfe, 0x17, 2, 0]],
  ['a_swap', [I, I], [I], [0xfe, 0x41, 2, 0]],
  ['a_cas', [I, I, I], [I], [0xfe, 0x48, 2, 0]],
  ['a_add', [I, I], [I], [0xfe, 0x1e, 2, 0]],
  ['a_wait', [I, I, L], [I], [0xfe, 1, 2, 0]],
  ['a_notify', [I, I], [I], [0xfe, 0, 2, 0]],
  ['a_load64', [I], [L], [0xfe, 0x11, 3, 0]],
  ['a_store64', [I, L], [], [0xfe, 0x18, 3, 0]],
  ['a_fill', [I, I, I], [], [0xfc, 11, 0]],
  ['a_pages', [], [I], [0x3f, 0]],
]));
// To, from, how many. Where a module may have one memory only (Safari before 26), JavaScript copies.
const copies = code(['arena', 'memory'], [['a_read', [I, I, I], [], [0xfc, 10, 1, 0]], ['a_write', [I, I, I], [], [0xfc, 10, 0, 1]]]);
const copying = WebAssembly.validate(copies) && new WebAssembly.Module(copies);

/** Copies by JavaScript. A shared memory that has grown keeps its old, shorter views: they are made anew for each copy. */
function byHand(arena, memory) {
  const copy = (to, at, from, start, length) => new Uint8Array(to.buffer).set(new Uint8Array(from.buffer, start >>> 0, length), at >>> 0);
  return { a_read: (to, from, length) => copy(memory, to, arena, from, length), a_write: (to, from, length) => copy(arena, to, memory, from, length) };
}

let place;
// An engine that was there before its place (in tests) finds it by these.
const late = (name) => (...values) => place[name](...values);
export let [a_load, a_store, a_swap, a_cas] = ['a_load', 'a_store', 'a_swap', 'a_cas'].map(late);
export let [a_add, a_wait, a_notify, a_fill] = ['a_add', 'a_wait', 'a_notify', 'a_fill'].map(late);
export let [a_load64, a_store64, a_read, a_write, a_pages] = ['a_load64', 'a_store64', 'a_read', 'a_write', 'a_pages'].map(late);

/** Called by worker.js before each life, and before the engine is instantiated: the arena of the run and the memory of the process. */
export function setPlace(arena, memory) {
  const copy = copying ? new WebAssembly.Instance(copying, { '': { arena, memory } }).exports : byHand(arena, memory);
  place = { ...new WebAssembly.Instance(words, { '': { arena } }).exports, ...copy };
  ({ a_load, a_store, a_swap, a_cas, a_add, a_wait, a_notify, a_fill, a_load64, a_store64, a_read, a_write, a_pages } = place);
}
// Looking `performance` up, and asking it where its time begins, takes three times as long as the clock itself.
const clock = performance;
const begin = clock.timeOrigin;
/** Milliseconds on the one time line of all workers and the page. */
export const now = () => begin + clock.now();
