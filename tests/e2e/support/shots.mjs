// Pictures of finished runs: `node shots.mjs --out FOLDER [--url ADDRESS] -- [LINK…]`. Called by `cargo xtask shots`.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openApp } from './app.mjs';

const SIZES = [[1440, 900], [390, 844]];
const { values: options, positionals } = parseArgs({ options: { out: { type: 'string' }, url: { type: 'string' } }, allowPositionals: true });

const app = await openApp();
if (options.url) app.server.url = options.url;
mkdirSync(options.out, { recursive: true });

/** A link's name as a file may be called. */
function nameOf(link) {
  return link.replace(/^#?\/?/, '').replace(/v=1&?/, '').replace(/[^a-z0-9]+/gi, '-').replace(/^-+|-+$/g, '').slice(0, 60);
}

/** The link with language and theme chosen. */
function dressed(link, lang, theme) {
  return `${link}${link.includes('?') ? '&' : '?v=1&'}lang=${lang}&theme=${theme}`;
}

async function shoot(link, lang, theme) {
  for (const [width, height] of SIZES) {
    // Before the run: a page that becomes a phone's is loaded anew, and its run is gone.
    await app.page.setViewport({ width, height, isMobile: width < 760, hasTouch: width < 760 });
    await app.goto(dressed(link, lang, theme));
    const report = await app.run(dressed(link, lang, theme));
    // Two frames: one to lay out, one to draw what the end of the run has changed.
    await app.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    const file = path.join(options.out, `${nameOf(link)}-${lang}-${theme}-${width}`);
    await app.page.screenshot({ path: `${file}.png` });
    await app.page.screenshot({ path: `${file}-full.png`, fullPage: true });
    console.log(`  ${file}.png (${report.verdict})`);
  }
}

try {
  const links = positionals.length > 0 ? positionals : (await app.api('demos')).map((demo) => `#/${demo.id}?v=1`);
  for (const link of links) {
    for (const lang of ['en', 'zh']) for (const theme of ['light', 'dark']) await shoot(link, lang, theme);
  }
  if (app.errors.length > 0) throw new Error(`the page said: ${app.errors.join('; ')}`);
} finally {
  await app.close();
}
