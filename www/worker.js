// Every worker of Parallel Play: loads the engine's glue once, then lives one life after another, each on the memory it is sent.
// Posts a Uint8Array (a `scenario::protocol::FromWorker`), or a string: what JavaScript said of a crash.
import { enter, initSync } from './engine.js';
import { setPlace } from './arena.js';

self.onmessage = ({ data: { module, memory, arena, bytes, stack } }) => {
  try {
    setPlace(arena, memory);
    initSync({ module, memory, thread_stack_size: stack });
    // What it returns is `Left`, posted only here: until now this worker's stack lay in the memory, which the page may clear from here on.
    postMessage(enter(bytes, stack));
  } catch (error) {
    postMessage(String(error?.stack ?? error));
  }
};
self.onunhandledrejection = (event) => postMessage(String(event.reason));
postMessage(Uint8Array.of(0)); // FromWorker::Up
