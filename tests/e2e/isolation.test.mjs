// Without shared memory the page opens and says what is missing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

let app;
before(async () => { app = await openApp({ isolated: false }); });
after(() => app.close());

test('the page opens, names the headers, and Run is off', async () => {
  assert.equal(await app.page.evaluate(() => globalThis.crossOriginIsolated), false);
  assert.match(await app.text('main'), /Cross-Origin-Opener-Policy/);
  assert.ok((await app.page.$$('.pp-run button:not([disabled]), button.pp-run:not([disabled])')).length === 0, 'Run is off');
  await app.screenshot('not-isolated');
});

test('programs and explanations can still be read', async () => {
  assert.match(await app.text('main'), /import/);
  assert.deepEqual(app.errors, []);
});
