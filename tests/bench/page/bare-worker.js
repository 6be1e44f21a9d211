// A worker with nothing of ours in it: the reference for speed-up and for messages.
function primes(n) {
  let count = n > 2 ? 1 : 0;
  for (let i = 3; i < n; i += 2) {
    let prime = true;
    for (let d = 3; d * d <= i; d += 2) {
      if (i % d === 0) { prime = false; break; }
    }
    if (prime) count += 1;
  }
  return count;
}
onmessage = ({ data }) => {
  postMessage(data.op === 'primes' ? primes(data.n) : 0);
};
