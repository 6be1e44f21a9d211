// Looking closely at a run: the state at a moment, stepping, and the files that a person saves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

let app;
before(async () => {
  app = await openApp();
  await app.run('#/lock-queue-up?v=1&n=3&time_scale=0.2');
});
after(() => app.close());

/** The text of the file that a button of the menu saves. */
function saved(button) {
  return app.page.evaluate(async (place) => {
    let kept;
    const { createObjectURL } = URL;
    const { click } = HTMLAnchorElement.prototype;
    const files = [];
    URL.createObjectURL = (blob) => { kept = blob; return createObjectURL.call(URL, blob); };
    HTMLAnchorElement.prototype.click = function keep() { files.push([this.download, this.href.slice(0, 30)]); };
    document.querySelectorAll('.pp-export button')[place].click();
    await new Promise((turn) => { setTimeout(turn); });
    URL.createObjectURL = createObjectURL;
    HTMLAnchorElement.prototype.click = click;
    return { name: files[0][0], address: files[0][1], text: kept ? await kept.text() : '' };
  }, button);
}

/** Whether the slices of one row nest: none begins inside another and ends outside it. */
function nest(slices) {
  const open = [];
  for (const { ts, dur } of [...slices].sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    while (open.length > 0 && open.at(-1) <= ts) open.pop();
    if (open.length > 0 && ts + dur > open.at(-1)) return false;
    open.push(ts + dur);
  }
  return true;
}

test('the trace holds every state of every thread, nested, with counters of objects', async () => {
  const { name, text } = await saved(0);
  assert.equal(name, 'run.trace.json');
  const { traceEvents } = JSON.parse(text);
  const known = { M: ['name', 'args'], X: ['ts', 'dur', 'name'], C: ['ts', 'name', 'args'], s: ['ts', 'id'], f: ['ts', 'id', 'bp'] };
  for (const event of traceEvents) {
    assert.ok(event.ph in known, `a known phase: ${event.ph}`);
    for (const key of [...known[event.ph], 'pid', 'tid']) assert.ok(key in event, `${event.ph} has ${key}`);
  }
  const rows = new Map();
  for (const e of traceEvents.filter((e) => e.ph === 'X')) rows.set(`${e.pid}/${e.tid}`, [...(rows.get(`${e.pid}/${e.tid}`) ?? []), e]);
  for (const [row, slices] of rows) assert.ok(nest(slices), `row ${row} nests`);
  const { lanes } = await app.api('trace');
  const states = lanes.reduce((sum, lane) => sum + lane.states.length, 0);
  assert.ok(traceEvents.filter((e) => e.ph === 'X').length >= states);
  assert.ok(traceEvents.some((e) => e.ph === 'C' && e.name === 'lock'), 'the lock has a counter');
});

test('the table of spans has a row for each, and times that add up to what the report says', async () => {
  const { name, text } = await saved(1);
  assert.equal(name, 'run.csv');
  const [head, ...rows] = text.trimEnd().split('\r\n').map((line) => line.split(','));
  const { lanes } = await app.api('trace');
  for (const lane of lanes) {
    const own = rows.filter((row) => Number(row[head.indexOf('thread')]) === lane.thread && row[head.indexOf('track')] === 'state');
    assert.equal(own.length, lane.states.length, lane.name);
    const begin = Number(own[0][head.indexOf('start_us')]);
    assert.ok(Math.abs(begin - lane.states[0].start_ms * 1000) < 0.01, 'the same moments');
  }
});

test('the picture is saved as SVG and as PNG', async () => {
  const svg = await saved(2);
  assert.equal(svg.name, 'run.svg');
  const parsed = await app.page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    return [document.documentElement.localName, document.querySelectorAll('rect').length, document.querySelector('parsererror') === null];
  }, svg.text);
  assert.equal(parsed[0], 'svg');
  assert.ok(parsed[1] > 10 && parsed[2], 'it has bars and is well formed');
  const png = await saved(3);
  assert.deepEqual([png.name, png.address.slice(0, 22)], ['run.png', 'data:image/png;base64,']);
});

test('the cursor steps from change to change, and the line below says who has the lock', async () => {
  await app.page.focus('.pp-timeline__picture');
  const seen = new Set();
  for (let step = 0; step < 60; step += 1) {
    await app.page.keyboard.press('.');
    seen.add(await app.text('.pp-moment'));
  }
  const all = [...seen].join('\n');
  assert.match(all, /lock: Thread-\d \(work\) has it; waiting: Thread-\d/);
  assert.match(all, /lines? printed/);
  const before = await app.text('.pp-moment__time');
  await app.page.keyboard.press(',');
  assert.notEqual(await app.text('.pp-moment__time'), before);
});
