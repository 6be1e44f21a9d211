// Launches the browsers that tests use. Addresses come from the environment that `cargo xtask` sets; the defaults are the distribution's.
import puppeteer from 'puppeteer-core';

const CHROMIUM_ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--js-flags=--expose-gc', '--enable-precise-memory-info',
];

const SIZE = { width: 1440, height: 900 };

/** A running browser with windows of 1440 × 900; `name` is `chromium` or `firefox`. */
export function launch(name = 'chromium') {
  if (name === 'firefox') {
    return puppeteer.launch({
      browser: 'firefox', headless: true, protocolTimeout: 120_000, executablePath: process.env.PP_FIREFOX ?? '/usr/bin/firefox-esr',
      // Not by `setViewport`: that also sets the screen's orientation, which Firefox up to 140 does not know and answers with an error.
      defaultViewport: null, args: [`--width=${SIZE.width}`, `--height=${SIZE.height}`],
    });
  }
  return puppeteer.launch({
    headless: true, protocolTimeout: 120_000, defaultViewport: SIZE, args: CHROMIUM_ARGUMENTS, executablePath: process.env.PP_CHROMIUM ?? '/usr/bin/chromium',
  });
}
