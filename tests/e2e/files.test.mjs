// A run as a file: saved, opened by the button, dropped onto the page; and files that are none.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';
import { choose, drop, saved } from './support/saved.mjs';

const RUN = '#/lock-queue-up?v=1&n=3&time_scale=0.2';
let app;
let file;
let report;
const folder = mkdtempSync(path.join(tmpdir(), 'pprun-'));
before(async () => {
  app = await openApp({ link: `${RUN}&lang=en` });
  report = await app.run(RUN);
  file = await saved(app.page, 'whole run');
});
after(async () => { rmSync(folder, { recursive: true }); await app.close(); });

const recorded = (on) => app.page.waitForFunction((is) => (document.querySelector('.pp-recorded') !== null) === is, {}, on);
const trouble = () => app.page.waitForSelector('.pp-result .pp-notices').then(() => app.text('.pp-result .pp-notices'));

/** What the page tells of the run on its screen, but for what only the run's own page knows. */
async function told() {
  return { trace: await app.api('trace'), result: await app.text('.pp-result__body'), output: await app.text('.pp-output') };
}

test('a saved run opens again in another visit with the same picture, result and output, labelled', async () => {
  assert.equal(file.name, 'lock-queue-up.pprun');
  const before = await told();
  await app.goto('#/speedup?v=1&lang=en');
  assert.equal((await app.api('trace')).records, 0);
  await drop(app.page, 'main', file.name, file.bytes);
  await recorded(true);
  assert.deepEqual(await told(), before);
  const label = await app.text('.pp-recorded');
  assert.match(label, new RegExp(`on ${report.machine.cores} cores?\\.`));
  assert.ok(label.includes(report.machine.browser), label);
  assert.match(await app.text('.pp-result .pp-card__head'), /recorded/);
  assert.match(await app.page.evaluate(() => location.hash), /^#\/lock-queue-up\?v=1.*n=3/);
  await app.screenshot('recorded');
});

test('the button opens a file, and a run made here takes its place', async () => {
  const place = path.join(folder, file.name);
  writeFileSync(place, file.bytes);
  await app.goto('#/speedup?v=1&lang=en');
  await app.page.focus('.pp-export summary');
  await app.page.keyboard.press('Enter');
  await app.page.waitForSelector('.pp-export[open]');
  await app.page.keyboard.press('Tab');
  assert.equal(await app.page.evaluate(() => document.activeElement.closest('.pp-export')?.open), true, 'Tab goes on inside the menu');
  await choose(app.page, () => app.page.keyboard.press('Enter'), place);
  await recorded(true);
  assert.equal((await app.api('trace')).records, report.records);
  await app.run(RUN);
  await recorded(false);
});

test('what cannot be read is named, in both languages, and the run on the screen stays', async () => {
  await app.run(`${RUN}&lang=en`);
  const cut = file.bytes.subarray(0, file.bytes.length - 5);
  const newer = Buffer.from(file.bytes);
  newer.writeUInt32LE(99, 8);
  const damaged = Buffer.from(file.bytes);
  damaged[40] ^= 0xff;
  const lying = Buffer.from(file.bytes);
  lying.writeUInt32LE(50, 16);
  const large = Buffer.from(file.bytes);
  large.writeUInt32LE(0xffff_ffff, 16);
  const before = await told();
  for (const [bytes, english, chinese] of [
    [Buffer.from('{"traceEvents":[]}'), /no run saved by Parallel Play/, /不是 Parallel Play 保存的运行/],
    [cut, /cut short: \d/, /不完整/],
    [newer, /version 99/, /版本 99/],
    [damaged, /damaged/, /损坏/],
    [lying, /damaged/, /损坏/],
    [large, /too large/, /太大/],
  ]) {
    await drop(app.page, 'main', 'some.pprun', bytes);
    await app.page.waitForFunction((text) => new RegExp(text).test(document.querySelector('.pp-live').textContent), {}, english.source);
    assert.match(await trouble(), english);
    assert.deepEqual((await told()).trace, before.trace);
    await app.page.evaluate(() => document.querySelector('.pp-header button[lang]').click());
    await app.page.waitForFunction((text) => new RegExp(text).test(document.querySelector('.pp-result').textContent), {}, chinese.source);
    await app.page.evaluate(() => document.querySelector('.pp-header button[lang]').click());
    await app.page.waitForFunction((text) => new RegExp(text).test(document.querySelector('.pp-result').textContent), {}, english.source);
  }
  assert.deepEqual(app.errors, []);
});

test('how killed processes ended, which they could not record, comes back from a file', async () => {
  const link = '#/process-start-join?v=1&n=2&ends_by=kill&time_scale=0.1';
  await app.goto(`${link}&lang=en`);
  await app.run(link);
  const killed = await saved(app.page, 'whole run');
  const before = await told();
  await app.goto('#/speedup?v=1&lang=en');
  await drop(app.page, 'main', killed.name, killed.bytes);
  await recorded(true);
  assert.deepEqual(await told(), before);
});

test('a file that comes during a run stops it and is shown', async () => {
  const running = app.start('#/pool-lab?v=1&workload=wait-forever&tasks=2&workers=2&lang=en');
  await app.untilRunning();
  await drop(app.page, 'main', file.name, file.bytes);
  await recorded(true);
  assert.equal((await running).verdict, 'stopped');
  assert.equal((await app.api('trace')).records, report.records);
});
