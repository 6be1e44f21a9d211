// How soon threads that can never go on are found, by every way to get stuck that a demo shows.
import { figure, spread } from './table.mjs';

const ROUNDS = 7;
const LINKS = {
  'five philosophers': 'dining-philosophers?v=1',
  'two locks in opposite order': 'ways-to-hang?v=1',
  'two locks in opposite order, main goes on': 'ways-to-hang?v=1&case=others-go-on&time_scale=0.2',
  'two locks in opposite order, across processes': 'process-deadlock?v=1',
  'a join across processes': 'process-deadlock?v=1&case=join-parent',
  'the lock of a killed process': 'process-deadlock?v=1&case=killed',
  'a semaphore used up': 'ways-to-hang?v=1&case=semaphore',
  'a join on oneself through another': 'ways-to-hang?v=1&case=join',
  'full queues between two stages': 'ways-to-hang?v=1&case=full-queue',
  'a lock taken twice': 'rlock-recursion?v=1',
  'a lost wake-up': 'lost-wakeup?v=1',
  'a full pool': 'nested-pool-deadlock?v=1',
  'two calls that wait for each other': 'nested-pool-deadlock?v=1&case=join',
};

/** From the moment at which the last of them blocked to the look that proved it. */
export async function hangs(app, table) {
  for (const [name, link] of Object.entries(LINKS)) {
    const samples = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { hang } = await app.run(`#/${link}`);
      if (hang) samples.push(hang.after_ms);
    }
    const s = spread(samples);
    const most = Math.max(...samples);
    table.add(`found: ${name}`, `${figure(s.median)} ms, ${figure(most)} ms at most, ${samples.length} of ${ROUNDS}`, '', '', '≤ 100 ms',
      samples.length === ROUNDS && most <= 100);
  }
}
