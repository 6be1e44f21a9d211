// A link never breaks the page: a bad field is named and its default used.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';

let app;
before(async () => { app = await openApp(); });
after(() => app.close());

const cases = [
  ['out of range', '#/speedup?v=1&load=io&latency=1&tasks=2&workers=4000', 'workers'],
  ['not a number', '#/speedup?v=1&load=io&latency=1&tasks=two&workers=2', 'tasks'],
  ['unknown field', '#/speedup?v=1&load=io&latency=1&tasks=2&workers=2&colour=red', 'colour'],
  ['repeated field', '#/speedup?v=1&load=io&latency=1&tasks=2&workers=2&workers=3', 'workers'],
  ['unknown choice', '#/speedup?v=1&load=disk&tasks=2&workers=2&latency=1&n=1000', 'load'],
];

for (const [what, link, field] of cases) {
  test(`${what} is named and the run goes on`, async () => {
    const report = await app.run(link);
    assert.equal(report.verdict, 'finished');
    assert.ok(report.notices.some((n) => n.field === field), JSON.stringify(report.notices));
  });
}

test('an unknown demo opens the opening demo and says so', async () => {
  await app.goto('#/no-such-demo?v=1');
  assert.match(await app.api('link'), /speedup\?/);
  assert.match(await app.text('.pp-notices'), /no-such-demo/);
});

for (const [what, hash] of [['control characters', '#/speedup?v=1&n=%00%01'], ['broken escapes', '#/speedup?v=%E0%A4%A'],
  ['nine kilobytes', `#/speedup?v=1&x=${'a'.repeat(9000)}`], ['a newer version', '#/speedup?v=99&n=5'], ['markup', '#/speedup?v=1&n=<img src=x onerror=alert(1)>']]) {
  test(`a link with ${what} leaves the page usable`, async () => {
    await app.goto(hash);
    assert.match(await app.api('link'), /speedup\?/);
    assert.equal(await app.page.$$eval('img[src="x"]', (l) => l.length), 0);
    assert.equal(app.errors.length, 0, app.errors.join('\n'));
  });
}
