// The engine's raw imports (integers and floats only): words and bytes of the arena, and the clock. Raw because a call by generated glue
// costs 70-140 ns in an unwinding engine, and one of these 16-35 ns. `i` counts 32-bit words of the arena, `at` bytes of it.
let words, longs, bytes, memory, heap;

/** Called by worker.js before each life: the arena of the run and the memory of the process. */
export function setPlace(arena, wasmMemory) {
  words = new Int32Array(arena);
  longs = new BigInt64Array(arena);
  bytes = new Uint8Array(arena);
  memory = wasmMemory;
  heap = new Uint8Array(memory.buffer);
}

// A shared memory that has grown keeps its old, shorter views: look again when one is too short.
function heapUpTo(end) {
  if (end > heap.length) heap = new Uint8Array(memory.buffer);
  return heap;
}

export const a_load = (i) => Atomics.load(words, i);
export const a_store = (i, value) => Atomics.store(words, i, value);
export const a_swap = (i, value) => Atomics.exchange(words, i, value);
export const a_cas = (i, expected, value) => Atomics.compareExchange(words, i, expected, value);
export const a_add = (i, value) => Atomics.add(words, i, value);
/** 0 woken, 1 not equal, 2 timed out; a negative time waits for ever. */
export function a_wait(i, expected, ms) {
  const how = Atomics.wait(words, i, expected, ms < 0 ? Infinity : ms);
  return how === 'ok' ? 0 : how === 'timed-out' ? 2 : 1;
}
export const a_notify = (i, count) => Atomics.notify(words, i, count);
/** Length of the arena in bytes. */
export const a_len = () => bytes.length;
/** Arena to memory. */
export function a_read(at, pointer, length) {
  heapUpTo((pointer >>> 0) + length).set(bytes.subarray(at, at + length), pointer >>> 0);
}
/** Memory to arena. */
export function a_write(at, pointer, length) {
  bytes.set(heapUpTo((pointer >>> 0) + length).subarray(pointer >>> 0, (pointer >>> 0) + length), at);
}
/** Sets bytes of the arena. */
export const a_fill = (at, length, byte) => bytes.fill(byte, at, at + length);
/** Eight bytes as one number, never half old and half new; `i` counts such numbers. */
export const a_load64 = (i) => Atomics.load(longs, i);
export const a_store64 = (i, value) => Atomics.store(longs, i, value);
/** Milliseconds on the one time line of all workers and the page. */
export const now = () => performance.timeOrigin + performance.now();
