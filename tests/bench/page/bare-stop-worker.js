// A worker with nothing of ours in it that waits or spins until a word in shared memory says stop: the reference for Stop.
// words: 0 = stop, 1 = how many have begun.
onmessage = ({ data: { op, words } }) => {
  Atomics.add(words, 1, 1);
  while (Atomics.load(words, 0) === 0) if (op === 'wait') Atomics.wait(words, 0, 0);
  postMessage(0);
};
postMessage(0);
