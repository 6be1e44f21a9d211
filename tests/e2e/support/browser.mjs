// Launches the browsers that tests use. Addresses come from the environment that `cargo xtask` sets; the defaults are the distribution's.
import puppeteer from 'puppeteer-core';

const CHROMIUM_ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--js-flags=--expose-gc', '--enable-precise-memory-info',
];

/** A running browser; `name` is `chromium` or `firefox`. */
export function launch(name = 'chromium') {
  if (name === 'firefox') {
    return puppeteer.launch({
      browser: 'firefox', headless: true, protocolTimeout: 120_000, executablePath: process.env.PP_FIREFOX ?? '/usr/bin/firefox-esr',
    });
  }
  return puppeteer.launch({
    headless: true, protocolTimeout: 120_000, args: CHROMIUM_ARGUMENTS, executablePath: process.env.PP_CHROMIUM ?? '/usr/bin/chromium',
  });
}
