// A long run out of a file, in the page: opened by dropping it, then moved under the wheel; and the naive loop over as many spans. Runs in the page.
/** A mark at the beginning of each frame, by which the browser's own trace is cut into frames. */
export const STEP = 'pp-step';

const LANES = 64;
const SPANS = 1_000_000;
/** At every depth one step deeper, then sideways. */
const AT_A_DEPTH = 12;

const frame = () => new Promise((next) => { requestAnimationFrame(next); });

/** Drops the file; milliseconds until its picture is painted. */
export async function open(address) {
  const blob = await (await fetch(address)).blob();
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([blob], 'run.pprun'));
  const begin = performance.now();
  for (const type of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
  while (!document.querySelector('.pp-recorded')) await frame();
  await frame(); // In which it is painted,
  await frame(); // and from which on it is seen.
  return performance.now() - begin;
}

/** Calls `act` once a frame; the moments of the frames, as the browser tells them. */
async function everyFrame(count, act) {
  const stamps = [];
  for (let k = 0; k < count; k += 1) {
    stamps.push(await frame());
    performance.mark(STEP);
    act(k);
  }
  stamps.push(await frame());
  performance.mark(STEP);
  return stamps;
}

/** One turn of the wheel a frame over the picture: deeper, then sideways. */
export async function move(count) {
  const picture = document.querySelector('.pp-timeline__picture');
  picture.focus();
  picture.dispatchEvent(new KeyboardEvent('keydown', { key: '0', bubbles: true, cancelable: true }));
  const box = picture.getBoundingClientRect();
  const turn = (more) => picture.dispatchEvent(new WheelEvent('wheel', {
    bubbles: true, cancelable: true, clientX: box.left + box.width / 3, clientY: box.top + 60, ...more,
  }));
  await frame();
  return everyFrame(count, (k) => turn(k % AT_A_DEPTH === 0 ? { ctrlKey: true, deltaY: -166 } : { shiftKey: true, deltaY: 40 }));
}

/** The naive way, on a canvas as large: every span that is in view is drawn, and all are looked at to find them. */
export async function naive(count) {
  const size = document.querySelector('.pp-timeline__canvas').getBoundingClientRect();
  const canvas = Object.assign(document.createElement('canvas'), { width: size.width, height: size.height });
  canvas.style.cssText = 'position:fixed;left:0;top:0;z-index:99';
  document.body.append(canvas);
  const context = canvas.getContext('2d');
  const colours = ['#2f7d32', '#b3261e', '#5b6b7a', '#8a6d00'];
  const [starts, ends] = [new Float64Array(SPANS), new Float64Array(SPANS)];
  const perLane = SPANS / LANES;
  for (let i = 0; i < SPANS; i += 1) {
    starts[i] = i % perLane === 0 ? 0 : ends[i - 1];
    ends[i] = starts[i] + 1 + (i * 7919) % 9;
  }
  let [from, width] = [0, Math.max(...ends.subarray(perLane - 1, perLane))];
  const height = size.height / LANES;
  const stamps = await everyFrame(count, (k) => {
    if (k % AT_A_DEPTH === 0) [from, width] = [from + width / 6, width / 2];
    else from += width * 40 / size.width;
    context.clearRect(0, 0, size.width, size.height);
    for (let i = 0; i < SPANS; i += 1) {
      if (ends[i] < from || starts[i] > from + width) continue;
      context.fillStyle = colours[i % 4];
      context.fillRect((starts[i] - from) / width * size.width, Math.floor(i / perLane) * height, (ends[i] - starts[i]) / width * size.width, height - 1);
    }
  });
  canvas.remove();
  return stamps;
}
