// The demos of handing out tasks, and the pictures of one of them: each keeps in the page what its lesson promises.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp, tasksOf } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

/** The value of a result by its name. */
const value = (report, name) => report.results.find((r) => r.name === name)?.value;

/** Runs a link; it must finish, and hold all it checks. */
async function finished(link) {
  const report = await app.run(`#/${link}`);
  assert.equal(report.verdict, 'finished', JSON.stringify(report.error));
  assert.deepEqual(report.notices, []);
  assert.ok(report.checks.length > 0, 'it checks something');
  assert.deepEqual(report.checks.filter((c) => !c.held), []);
  return report;
}

test('static-or-dynamic: handing out late beats sharing out beforehand', async () => {
  const report = await finished('static-or-dynamic?v=1&workers=4&time_scale=0.5');
  const of = (load) => report.measurements.find((m) => m.load === load && m.workers === 4).makespan_ms;
  assert.ok(of('dynamic') < of('static'), `dynamic ${of('dynamic')} ms, static ${of('static')} ms`); // Ideal: 320 and 444 ms.
});

test('static-or-dynamic: the chart of each way is named', async () => {
  await finished('static-or-dynamic?v=1&tasks=4&workers=2&time_scale=0.05');
  const names = await app.page.$$eval('.pp-chart h2', (heads) => heads.map((h) => h.textContent));
  assert.deepEqual(names, ['Static', 'Dynamic']);
});

test('chunk-size: every size is measured, and one chunk for all is no faster than the loop', async () => {
  const report = await finished('chunk-size?v=1&tasks=200&n=2000&workers=4&repeats=3');
  const sizes = report.measurements.filter((m) => m.executor === 'threads' && m.repeat === 0).map((m) => m.x);
  assert.deepEqual(sizes, [1, 2, 5, 10, 13, 20, 50, 100, 200]);
  assert.equal(value(report, 'map takes chunks of'), 13);
  const whole = report.measurements.filter((m) => m.executor === 'threads' && m.x === 200);
  for (const m of whole) assert.equal(new Set(tasksOf(m).map((t) => t.worker)).size, 1, 'one worker took the only chunk');
  const label = await app.page.$eval('.pp-chart [role=img]', (e) => e.getAttribute('aria-label'));
  assert.match(label, /over the tasks in a chunk/);
});

test('thumbnails: the pictures are on the screen, named, and not blank', async () => {
  const report = await finished('thumbnails?v=1&images=12&workers=2,8');
  assert.equal(value(report, 'made'), 12);
  const pictures = await app.page.$$eval('.pp-result__pictures canvas', (all) => all.map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return { name: canvas.getAttribute('aria-label'), role: canvas.getAttribute('role'), width: canvas.width, colours: new Set(new Uint32Array(data.buffer)).size };
  }));
  assert.equal(pictures.length, 12);
  assert.deepEqual(pictures.map((p) => p.name), [...Array(12).keys()].map((n) => `thumbs/${n}.png, 75 × 75`));
  for (const p of pictures) assert.ok(p.role === 'img' && p.width === 75 && p.colours > 20, JSON.stringify(p));
  await app.screenshot('thumbnails');
});

test('thumbnails: every way and every GIL makes the same', async () => {
  const sums = [];
  for (const fields of ['gil=on', 'gil=on&release=off', 'gil=off']) {
    const report = await finished(`thumbnails?v=1&images=6&workers=3&${fields}`);
    for (const m of report.measurements) sums.push(JSON.stringify(tasksOf(m).map((t) => t.value)));
  }
  assert.equal(new Set(sums).size, 1, sums.join('\n'));
});

test('amdahl: no pool gets around the serial part', async () => {
  const report = await finished('amdahl?v=1&serial_share=50&tasks=8&workers=2,8&time_scale=0.5');
  for (const m of report.measurements.filter((m) => m.executor === 'threads')) {
    assert.ok(m.makespan_ms >= 199.5, `${m.workers} workers: ${m.makespan_ms} ms`);
    const tasks = tasksOf(m);
    const together = tasks.some((a) => tasks.some((b) => a.worker !== b.worker && a.start_ms < b.end_ms && b.start_ms < a.end_ms));
    assert.ok(together, `${m.workers} workers: the rest of the work is done side by side`);
  }
});

test('false-sharing: both ways count every round, and the ratio is told', async () => {
  const report = await finished('false-sharing?v=1&rounds=200000&workers=2');
  assert.ok(value(report, 'padded against neighbours, 2 workers') > 0);
  for (const m of report.measurements) assert.deepEqual(tasksOf(m).map((t) => t.value), Array(4).fill(200_000));
});

test('threadpool-legacy: the old module and the executor give the same squares', async () => {
  const report = await finished('threadpool-legacy?v=1&time_scale=0.1');
  const squares = [...Array(10).keys()].map((n) => n * n);
  assert.deepEqual(value(report, 'threadpool'), squares);
  assert.deepEqual(value(report, 'executor'), squares);
});
