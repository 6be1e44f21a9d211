// Records runs: `node record.mjs --out FOLDER -- [LINK…]`, without links those whose files are there. Called by `cargo xtask record`.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openApp } from './app.mjs';
import { saved } from './saved.mjs';

const { values: options, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
mkdirSync(options.out, { recursive: true });
const known = readdirSync(options.out).filter((name) => name.endsWith('.pprun')).map((name) => `#/${name.replace('.pprun', '')}?v=1`);
const links = positionals.length > 0 ? positionals : known;

const app = await openApp();
try {
  for (const link of links) {
    const report = await app.run(`${link}${link.includes('?') ? '&' : '?v=1&'}lang=en`);
    const { name, bytes } = await saved(app.page, 'whole run');
    writeFileSync(path.join(options.out, name), bytes);
    const best = Math.max(...report.settings.map((setting) => setting.speed_up?.median ?? 0));
    console.log(`  ${name}: ${bytes.length} bytes (${report.verdict}, best speed-up ${best.toFixed(2)})`);
  }
  if (app.errors.length > 0) throw new Error(`the page said: ${app.errors.join('; ')}`);
} finally {
  await app.close();
}
