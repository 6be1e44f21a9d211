// A person's own pictures: dropped or chosen, made small by the workers, never sent anywhere.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openApp } from './support/app.mjs';
import { choose } from './support/saved.mjs';

let app;
before(async () => { app = await openApp({ link: '#/speedup?v=1&lang=en' }); });
after(() => app.close());

/** Drops files onto the page: of each its name, its type, and a colour and size to draw it in, or a text. */
const drop = (files) => app.page.evaluate(async (wanted) => {
  const dataTransfer = new DataTransfer();
  for (const { name, type, colour, size, text } of wanted) {
    const canvas = Object.assign(document.createElement('canvas'), { width: size?.[0] ?? 1, height: size?.[1] ?? 1 });
    const context = canvas.getContext('2d');
    context.fillStyle = colour ?? '#000';
    context.fillRect(0, 0, canvas.width, canvas.height);
    const drawn = text === undefined ? await new Promise((done) => { canvas.toBlob(done, type); }) : text;
    dataTransfer.items.add(new File([drawn], name, { type }));
  }
  for (const name of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer }));
}, files);

const RED = { name: 'red.png', type: 'image/png', colour: '#ff0000', size: [300, 100] };
const BLUE = { name: '蓝.png', type: 'image/png', colour: '#0000ff', size: [40, 80] };
const rowSays = (text) => app.page.waitForFunction((t) => document.querySelector('.pp-pictures')?.textContent.includes(t), {}, text);

/** Presses Run and waits for the end of that run: no two runs end at the same moment of their clocks. */
async function pressRun() {
  const before = (await app.api('trace')).end_ms;
  await app.page.click('#pp-run');
  await app.page.waitForFunction((end) => ((trace) => trace.live === false && trace.end_ms !== end)(globalThis.parallelPlay.trace()), {}, before);
}

/** Waits until these thumbnails are on the screen: of each its name and the colour in its middle; a number: so many. */
const untilThumbs = (wanted) => app.page.waitForFunction((expected) => {
  const seen = [...document.querySelectorAll('.pp-result__pictures canvas')].map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1);
    return `${canvas.getAttribute('aria-label')}: ${[...data].join(' ')}`;
  });
  return seen.length === expected || JSON.stringify(seen) === JSON.stringify(expected);
}, {}, wanted);

test('dropped pictures open their demo, and runs make them small; what is no picture is told', async () => {
  await drop([RED, BLUE, { name: 'broken.png', type: 'image/png', text: 'no' }, { name: 'notes.txt', type: 'text/plain', text: 'no' }]);
  await rowSays('2 pictures of yours');
  await rowSays('2 files were left out');
  assert.match(await app.page.evaluate(() => location.hash), /^#\/thumbnails/);
  await pressRun();
  await untilThumbs(['thumbs/red.png, 75 × 75: 255 0 0 255', 'thumbs/蓝.png, 75 × 75: 0 0 255 255']);
  assert.match(await app.text('.pp-result__body'), /took 2 pictures of yours/);
  assert.deepEqual(app.errors, []);
  await app.screenshot('own-pictures');
});

test('files that are no pictures take nothing away, and a link does not carry pictures', async () => {
  await drop([{ name: 'broken.png', type: 'image/png', text: 'no' }]);
  await rowSays('None of these files');
  await rowSays('2 pictures of yours');
  const report = await app.run('#/thumbnails?v=1&images=3&workers=2&lang=en');
  assert.equal(report.results.find((r) => r.name === 'made').value, 3);
});

test('processes open them as well, and the way back is one button', async () => {
  await app.page.evaluate(() => { location.hash = '#/thumbnails?v=1&kind=process&workers=2&keep_ratio=on&lang=en'; });
  await app.page.waitForFunction(() => document.querySelector('.pp-pictures') !== null);
  await pressRun();
  await untilThumbs(['thumbs/red.png, 75 × 25: 255 0 0 255', 'thumbs/蓝.png, 37 × 75: 0 0 255 255']);
  await app.page.evaluate(() => [...document.querySelectorAll('.pp-pictures button')].at(-1).click());
  await rowSays('Or drop them');
  await pressRun();
  await untilThumbs(24);
});

test('pictures are chosen by the button, by keyboard', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pictures-'));
  try {
    const place = path.join(folder, 'dot.png');
    const base64 = await app.page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
      return canvas.toDataURL('image/png').split(',')[1];
    });
    writeFileSync(place, Buffer.from(base64, 'base64'));
    await app.page.focus('.pp-pictures button');
    await choose(app.page, () => app.page.keyboard.press('Enter'), place);
    await rowSays('1 picture of yours');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
