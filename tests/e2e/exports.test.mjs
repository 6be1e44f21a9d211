// What other programs make of what the page hands out: the schemas, and speedscope, a reader that others wrote.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import { openApp } from './support/app.mjs';
import { saved } from './support/saved.mjs';

const RUN = '#/dining-philosophers?v=1&cure=order&time_scale=0.2';
const docs = path.resolve(import.meta.dirname, '../../docs');
const speedscope = path.join(realpathSync(path.dirname(createRequire(import.meta.url).resolve('speedscope/package.json'))), 'dist/release');
const folder = mkdtempSync(path.join(tmpdir(), 'trace-'));
let app;
let report;
let trace;
before(async () => {
  app = await openApp({ link: `${RUN}&lang=en`, mounts: { '/speedscope/': speedscope, '/traces/': folder } });
  report = await app.run(RUN);
  trace = JSON.parse((await saved(app.page, 'Perfetto')).bytes);
});
after(async () => { rmSync(folder, { recursive: true }); await app.close(); });

function check(schema, value) {
  const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(path.join(docs, schema))));
  return validate(value) ? [] : validate.errors.slice(0, 3).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('the trace keeps to its schema, and the schema refuses what is none', () => {
  assert.deepEqual(check('trace-event.schema.json', trace), []);
  const phases = new Set(trace.traceEvents.map(({ ph }) => ph));
  for (const phase of ['M', 'X', 'C']) assert.ok(phases.has(phase), `the run has events of phase ${phase}`);
  const [slice] = trace.traceEvents.filter(({ ph }) => ph === 'X');
  for (const bad of [{ ...slice, dur: -1 }, { ...slice, ph: 'Q' }, { ...slice, extra: 1 }, { ...slice, name: undefined }]) {
    const changed = JSON.parse(JSON.stringify({ ...trace, traceEvents: [bad] }));
    assert.notDeepEqual(check('trace-event.schema.json', changed), []);
  }
});

test('the report keeps to its schema', () => {
  assert.deepEqual(check('report.schema.json', report), []);
  assert.notDeepEqual(check('report.schema.json', { ...report, verdict: 'won' }), []);
});

test('speedscope opens the trace and shows every row of every thread', async () => {
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(trace));
  const page = await app.browser.newPage();
  const said = [];
  page.on('dialog', async (dialog) => { said.push(dialog.message()); await dialog.accept(); });
  page.on('pageerror', (error) => said.push(String(error)));
  // It warns of slices that do not nest, and of ends without a begin. Without a graphics card it says so, too.
  page.on('console', (message) => { if (['warn', 'warning', 'error'].includes(message.type())) said.push(message.text()); });
  const run = encodeURIComponent(`${app.server.url}traces/run.json`);
  await page.goto(`${app.server.url}speedscope/index.html#profileURL=${run}`);
  const rows = new Map(trace.traceEvents.filter(({ ph }) => ph === 'X').map((e) => [`${e.pid}/${e.tid}`, e]));
  await page.waitForFunction((count) => document.body.innerText.includes(`/${count}`), {}, rows.size);
  const text = await page.evaluate(() => document.body.innerText);
  const names = trace.traceEvents.filter(({ name }) => name === 'thread_name').map(({ args }) => args.name);
  assert.ok(names.some((name) => text.includes(name)), text.slice(0, 300));
  assert.deepEqual(said.filter((line) => !/404|WebGL/.test(line)), []);
  await page.close();
});
