const MEBIBYTE = 1024 * 1024;

/** @param {ReturnType<typeof import('./summary.mjs').summarise>} rows */
export function table(rows) {
  const head = [
    'Server',
    'by',
    'CPU µs/req',
    '× native',
    'req/s',
    'primes × native',
    'RSS MiB at rest',
    'under load',
    'MiB shipped',
    'cold start ms',
  ];
  const cells = rows.map((row) => [
    row.label,
    row.servedBy ?? '–',
    row.cpuMicrosPerRequest.toFixed(1),
    row.ratioToNative.toFixed(2),
    row.requestsPerSecond.toFixed(0),
    row.primesRatioToNative.toFixed(2),
    (row.rssAtRestBytes / MEBIBYTE).toFixed(1),
    (row.rssUnderLoadBytes / MEBIBYTE).toFixed(1),
    (row.binaryBytes / MEBIBYTE).toFixed(1),
    row.coldStartMs.toFixed(1),
  ]);
  return markdown(head, cells);
}

/** The bars, each with its goal and whether it holds. @param {readonly import('./bars.mjs').Bar[]} bars */
export function barTable(bars) {
  const figure = (/** @type {number} */ value, /** @type {string} */ unit) =>
    unit === '×' ? `${value.toFixed(2)} ×` : `${value.toFixed(1)} ${unit}`;
  return markdown(
    ['Bar', 'measured', 'goal', 'holds'],
    bars.map(({ name, unit, value, bound, goal, holds }) => [
      name,
      figure(value, unit),
      `${bound} ${figure(goal, unit)}`,
      holds ? 'yes' : 'no',
    ]),
  );
}

/** @param {string[]} head @param {string[][]} cells the first column is text, the others are figures */
export function markdown(head, cells) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column].length)),
  );
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...cells.map(line)].join('\n');
}
