// The timeline under a person's hands: arrows in words, a stretch and its figures, finding spans, what stands out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

let app;
before(async () => {
  app = await openApp();
  await app.run('#/lock-queue-up?v=1&n=3&time_scale=0.2&lang=en');
});
after(() => app.close());

test('/ leads from the timeline to its field; Enter walks through what was found, and the chosen wait says who ended it', async () => {
  await app.page.focus('.pp-timeline__picture');
  await app.page.keyboard.press('/');
  assert.ok(await app.page.evaluate(() => document.activeElement.closest('.pp-find') !== null));
  await app.page.keyboard.type('blocked lock');
  const count = async () => app.text('.pp-find [role=status]');
  assert.match(await count(), /^1 of \d+$/);
  assert.match(await app.text('.pp-chosen'), /blocked.*waits for lock.*woken by Thread-\d \(work\), which released lock/s);
  const first = await app.text('.pp-chosen');
  await app.page.keyboard.press('Enter');
  assert.match(await count(), /^2 of \d+$/);
  assert.notEqual(await app.text('.pp-chosen'), first);
  await app.page.keyboard.down('Shift');
  await app.page.keyboard.press('Enter');
  await app.page.keyboard.up('Shift');
  assert.equal(await app.text('.pp-chosen'), first);
});

test('a wait for one lock by several threads is told as a convoy, and the sentence shows its evidence', async () => {
  const said = await app.text('.pp-findings');
  assert.match(said, /(Convoy|Contention): \d threads .* lock/);
  await app.page.click('.pp-finding');
  assert.match(await app.text('.pp-chosen'), /blocked/);
});

test('dragging with Shift chooses a stretch, whose sums are those of the spans in it', async () => {
  await app.page.keyboard.press('Escape');
  await app.page.focus('.pp-timeline__picture');
  await app.page.keyboard.press('0');
  const box = await app.page.$eval('.pp-timeline__picture', (e) => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.width]; });
  const y = box[1] + 80;
  await app.page.keyboard.down('Shift');
  await app.page.mouse.move(box[0] + box[2] * 0.4, y);
  await app.page.mouse.down();
  await app.page.mouse.move(box[0] + box[2] * 0.5, y, { steps: 3 });
  await app.page.mouse.move(box[0] + box[2] * 0.7, y, { steps: 3 });
  await app.page.mouse.up();
  await app.page.keyboard.up('Shift');
  assert.match(await app.text('.pp-stretch__title'), / to .*\(.*\)/);
  const rows = await app.page.$$eval('.pp-stretch tbody tr', (trs) => trs.map((tr) => tr.firstChild.textContent));
  assert.ok(rows.includes('MainThread'), rows.join());
  await app.page.keyboard.press('Escape');
  assert.equal(await app.page.$('.pp-stretch'), null, 'Escape gives it up');
});

test('the keys b and e choose a stretch at the cursor', async () => {
  await app.page.focus('.pp-timeline__picture');
  await app.page.keyboard.press('ArrowRight');
  await app.page.keyboard.press('b');
  await app.page.keyboard.press('.');
  await app.page.keyboard.press('.');
  await app.page.keyboard.press('e');
  assert.match(await app.text('.pp-stretch__title'), / to /);
  const names = await app.page.$$eval('.pp-stretch dt', (all) => all.map((e) => e.textContent));
  assert.ok(names.includes('Utilisation'), names.join());
});

test('the page throws nothing', () => assert.deepEqual(app.errors, []));
