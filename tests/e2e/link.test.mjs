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

const PLAIN = '#/speedup?v=1&load=io&tasks=2&latency=20&workers=2&lang=en';
const chart = () => app.page.$eval('.pp-chart__picture', (e) => e.ariaLabel);

test('measured points of a link stand in the chart as the sender’s, alone and then beside one’s own', async () => {
  await app.goto(`${PLAIN}&points=8!io:threads:1*1.00,2*7.77`);
  assert.match(await chart(), /\(sender’s\) 7\.77× at 2/);
  await app.page.click('#pp-run');
  await app.untilVerdict('finished');
  await app.page.waitForFunction(() => /threads \d/.test(document.querySelector('.pp-chart__picture').ariaLabel));
  assert.match(await chart(), /threads \d.*\(sender’s\) 7\.77×/);
  await app.screenshot('sent-points');
});

test('a link with one’s own figures opens as the sender’s elsewhere', async () => {
  const own = await chart();
  const copied = await app.page.evaluate(() => new Promise((done) => {
    navigator.clipboard.writeText = (text) => { done(text); return Promise.resolve(); };
    [...document.querySelectorAll('.pp-result button')].find((b) => b.textContent.includes('figures')).click();
  }));
  assert.match(copied, /#\/speedup\?v=1&.*points=\d+!io:threads:1\*\d/);
  await app.goto(`#${copied.split('#')[1]}&lang=en`);
  const figure = (text, pattern) => Number(pattern.exec(text)?.[1]);
  const [mine, theirs] = [figure(own, /threads (\d+(?:\.\d+)?)×/), figure(await chart(), /\(sender’s\) (\d+(?:\.\d+)?)×/)];
  assert.ok(Math.abs(mine - theirs) <= 0.011, `to the hundredth: ${own} / ${await chart()}`);
});

test('measured points that are none are named and left out', async () => {
  await app.goto(`${PLAIN}&points=8!io:threads:<b>`);
  assert.match(await app.text('.pp-notices'), /measured points/);
  assert.doesNotMatch(await chart(), /sender/);
  assert.deepEqual(app.errors, []);
});
