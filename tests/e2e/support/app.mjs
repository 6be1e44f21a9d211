// The page as tests drive it: through `window.parallelPlay`, the keyboard and what is on the screen.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch } from './browser.mjs';
import { serve } from './server.mjs';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** The open page of the app. */
class App {
  constructor(browser, server, page, errors) {
    Object.assign(this, { browser, server, page, errors });
  }

  /** Calls a function of `window.parallelPlay`. */
  api(name, ...args) {
    return this.page.evaluate(async ([f, a]) => globalThis.parallelPlay[f](...a), [name, args]);
  }

  /** Runs a link; resolves with its report. */
  run(link) {
    return this.api('run', link);
  }

  /** Starts a link; a promise of its report that is not yet awaited, so that the test can act meanwhile. */
  start(link) {
    const report = this.run(link);
    report.catch(() => {});
    return report;
  }

  /** Counts of workers and memories. */
  figures() {
    return this.api('figures');
  }

  /** Waits until the present run's program runs and its trace fulfils `holds`; before that the trace is still that of the run before, and what
   * the screen says may be a moment older still. */
  untilTrace(holds, ...args) {
    return this.page.waitForFunction(`((trace) => trace.live && (${holds})(trace, ...${JSON.stringify(args)}))(globalThis.parallelPlay.trace())`);
  }

  /** Waits until the present run's program runs. */
  untilRunning() {
    return this.untilTrace((trace) => trace.lanes.length > 1);
  }

  /** Waits until `count` tasks of the present run have ended. */
  untilTasks(count) {
    return this.untilTrace((trace, n) => trace.tasks_ended >= n, count);
  }

  /** Waits until the page shows this verdict. */
  untilVerdict(verdict) {
    return this.page.waitForFunction((v) => document.documentElement.dataset.verdict === v, {}, verdict);
  }

  /** Opens another link in the same page. */
  async goto(hash) {
    await this.page.goto('about:blank');
    await this.page.goto(this.server.url + hash);
    await this.ready();
  }

  /** Waits until the page is mounted; where it can run, until it can. */
  async ready() {
    await this.page.waitForSelector('main');
    await this.page.evaluate(() => globalThis.crossOriginIsolated && globalThis.parallelPlay.ready);
  }

  /** Text on the screen inside the first element that matches. */
  text(selector) {
    return this.page.$eval(selector, (e) => e.textContent);
  }

  /** Keeps a picture as an artefact of the run. */
  async screenshot(name) {
    const folder = path.join(ROOT, 'artefacts');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  /** Ends browser and server. */
  async close() {
    await this.browser.close();
    await this.server.close();
  }
}

/** The tasks of a measurement as rows: the report keeps them in columns. */
export function tasksOf({ tasks }) {
  return tasks.worker.map((worker, i) => ({
    worker, start_ms: tasks.start_ms[i], end_ms: tasks.end_ms[i], value: tasks.value[i], error: tasks.errors[i] ?? null,
  }));
}

/** Serves `dist/`, but for the `refused` paths, and opens it; waits for it, unless it is going to load once more. */
export async function openApp({ browser: name = 'chromium', isolated = true, link = '', mounts = {}, refused = [], settled = true } = {}) {
  const server = await serve({ '/': path.join(ROOT, 'dist'), ...mounts }, { isolated });
  refused.forEach((file) => server.refused.add(file));
  const browser = await launch(name);
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (e) => errors.push(String(e)));
  page.on('console', (m) => { if (m.type() === 'error') errors.push(m.text()); });
  const app = new App(browser, server, page, errors);
  await page.goto(server.url + link);
  if (settled) await app.ready();
  return app;
}
