// Every worker of Parallel Play: loads the engine's glue once, then lives one life after another, each on the memory it is sent.
// Posts a Uint8Array (a `scenario::protocol::FromWorker`), a string (what JavaScript said of a crash), or null (a tick of the timer).
import { enter, initSync } from './engine.js';
import { setPlace } from './arena.js';

function live({ module, memory, arena, bytes, stack }) {
  try {
    setPlace(arena, memory);
    initSync({ module, memory, thread_stack_size: stack });
    // What it returns is `Left`, posted only here: until now this worker's stack lay in the memory, which the page may clear from here on.
    postMessage(enter(bytes, stack));
  } catch (error) {
    console.error(error);
    postMessage(String(error));
  }
}

let timer = 0;
// One worker of the page is its clock: timers of a hidden page fire once a second at best, those of a worker go on.
function tick(ms) {
  clearInterval(timer);
  timer = ms > 0 ? setInterval(() => postMessage(null), ms) : 0;
}

self.onmessage = ({ data }) => (data.tick === undefined ? live(data) : tick(data.tick));
postMessage(Uint8Array.of(0)); // FromWorker::Up
