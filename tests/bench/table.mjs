// Rows of a benchmark: ours beside its reference, the ratio, the goal; medians with the 25–75 % range.

/** Median and quartiles of samples. */
export function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (q) => {
    const place = (sorted.length - 1) * q;
    const low = Math.floor(place);
    return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (place - low);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75), samples: sorted.length };
}

/** Three significant digits. */
export function figure(x) {
  if (typeof x !== 'number' || !Number.isFinite(x)) return String(x);
  return x >= 1000 ? Math.round(x).toLocaleString('en') : String(Number(x.toPrecision(3)));
}

/** Collects rows, prints them and writes them as Markdown. */
export class Table {
  constructor() {
    this.rows = [];
  }

  /** `goal` is text such as `≤ 10 ms`; `met` says whether it was reached. */
  add(name, ours, reference, ratio, goal, met) {
    this.rows.push({ name, ours, reference, ratio, goal, met });
    console.log(`${met === undefined ? ' ' : met ? '✓' : '✗'} ${name} · ${ours} · ${reference || '–'} · ${ratio || '–'} · ${goal || '–'}`);
  }

  markdown() {
    const line = (r) => `| ${r.name} | ${r.ours} | ${r.reference || '–'} | ${r.ratio || '–'} | ${r.goal || '–'} | ${r.met === undefined ? '' : r.met ? 'yes' : 'no'} |`;
    return ['| what | ours | reference beside it | ratio | goal | met |', '|---|---|---|---|---|---|', ...this.rows.map(line), ''].join('\n');
  }
}
