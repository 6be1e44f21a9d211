// What a person does: keyboard, form, language, theme, small screens, screen readers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxePuppeteer } from '@axe-core/puppeteer';
import { openApp } from './support/app.mjs';

let app;
before(async () => { app = await openApp({ link: '#/speedup?v=1&load=io&tasks=4&latency=30&workers=2' }); });
after(() => app.close());

test('Ctrl+Enter runs, and the result names a measured speed-up', async () => {
  await app.page.keyboard.down('Control');
  await app.page.keyboard.press('Enter');
  await app.page.keyboard.up('Control');
  await app.untilVerdict('finished');
  assert.match(await app.text('.pp-result'), /×/);
});

test('a changed number changes the link', async () => {
  const before = await app.api('link');
  await app.page.$eval('input[name="tasks"][type="number"], input[name="tasks"]', (input) => {
    input.value = '5';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await app.page.waitForFunction((old) => globalThis.parallelPlay.link() !== old, {}, before);
  assert.match(await app.api('link'), /tasks=5/);
});

test('everything that acts is reached by Tab and shows focus', async () => {
  await app.page.evaluate(() => document.activeElement?.blur());
  const seen = new Set();
  // The gallery's links come first: more steps than it has rows.
  const steps = 60 + await app.page.evaluate(() => document.querySelectorAll('.pp-gallery__demo').length);
  for (let i = 0; i < steps; i += 1) {
    await app.page.keyboard.press('Tab');
    const [name, ring] = await app.page.evaluate(() => {
      const e = document.activeElement;
      // A field inside a frame of its own (search, a number with its unit) shows the ring on the frame.
      const ringed = [e, e.parentElement].some((x) => x && (getComputedStyle(x).outlineStyle !== 'none' || getComputedStyle(x).boxShadow !== 'none'));
      return [`${e.tagName}.${e.className}.${e.name ?? ''}`, ringed];
    });
    seen.add(name);
    if (!name.startsWith('BODY')) assert.ok(ring, `${name} shows that it has the focus`);
  }
  assert.ok([...seen].some((n) => /run/i.test(n)), `Run is among ${[...seen].join(', ')}`);
});

for (const [lang, theme] of [['en', 'light'], ['zh', 'dark']]) {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    test(`no accessibility violation and nothing cut off: ${lang}, ${theme}, ${width}`, async () => {
      await app.page.setViewport({ width, height });
      await app.goto(`#/speedup?v=1&load=io&tasks=4&latency=20&workers=2&lang=${lang}&theme=${theme}`);
      const result = await new AxePuppeteer(app.page).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
      assert.deepEqual(result.violations.map((v) => [v.id, v.nodes.map((n) => n.target.join(' '))]), []);
      const overflow = await app.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} px stand out at the right`);
      await app.screenshot(`page-${lang}-${theme}-${width}`);
    });
  }
}

test('at 1440 × 900 title, Run, parameters and the timeline are on the first screen', async () => {
  await app.page.setViewport({ width: 1440, height: 900 });
  await app.goto('#/speedup?v=1&lang=en');
  const tops = await app.page.evaluate(() => ['h1', '.pp-timeline'].map((s) => document.querySelector(s)?.getBoundingClientRect().top));
  assert.ok(tops.every((t) => t != null && t < 900), JSON.stringify(tops));
});

test('the gallery shows the open demo, however far down it stands, and the page itself stays where it is', async () => {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    await app.page.setViewport({ width, height });
    await app.goto('#/starvation?v=1');
    const [outer, inner, scrolled] = await app.page.evaluate(() => {
      const box = (selector) => { const b = document.querySelector(selector).getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
      return [box('#pp-gallery'), box('#pp-gallery [aria-current=page]'), scrollY];
    });
    const [left, top, right, bottom] = inner;
    assert.ok(left >= outer[0] && right <= outer[2] && top >= outer[1] && bottom <= outer[3], `${width}: ${inner} lies in ${outer}`);
    assert.equal(scrolled, 0);
  }
});

test('the page throws nothing', () => assert.deepEqual(app.errors, []));
