// Benchmarks in the browser: ours and its references in the same page, interleaved. `node run.mjs [--only NAME] [--long]`.
// Prints a row for each figure and writes target/bench-browser.md. Called by `cargo xtask bench`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openApp } from '../e2e/support/app.mjs';
import { gil } from './gil.mjs';
import { hangs } from './hangs.mjs';
import * as ipc from './ipc.mjs';
import { longRun } from './long.mjs';
import { primitives } from './primitives.mjs';
import * as sections from './sections.mjs';
import { Table } from './table.mjs';
import { live, tracing } from './tracing.mjs';

const { values: options } = parseArgs({ options: { only: { type: 'string' }, long: { type: 'boolean', default: false } } });
const modules = path.resolve(path.dirname(createRequire(import.meta.url).resolve('puppeteer-core/package.json')), '..');
const here = import.meta.dirname;
const target = path.resolve(here, '../../target');
const mounts = {
  '/bench/': path.join(here, 'page'), '/bench-engine/': path.join(target, 'engine-bench'), '/long-run/': path.join(target, 'long-run'),
  '/node_modules/': modules,
};
const open = () => openApp({ mounts });
const app = await open();
const table = new Table();
try {
  for (const [name, section] of Object.entries({ ...sections, ...ipc, gil, hangs, longRun, live, tracing, primitives })) {
    if (options.only && options.only !== name) continue;
    console.log(`— ${name}`);
    await section(app, table, { ...options, open });
  }
} finally {
  await app.close();
}
mkdirSync(target, { recursive: true });
writeFileSync(path.join(target, 'bench-browser.md'), table.markdown());
