const MEBIBYTE = 1024 * 1024;

/**
 * What a person reads: one line a host, and whether anything grew or failed.
 * @param {{ seconds: number, load: import('./k6.mjs').Load,
 *   rows: { name: string, trends: Record<string, import('./trend.mjs').Trend> }[] }} result
 */
export function verdict({ seconds, load, rows }) {
  const lines = rows.map(({ name, trends }) => {
    const growing = Object.entries(trends).filter(([, { isGrowing }]) => isGrowing);
    const found = growing.length === 0 ? 'steady' : `GROWS: ${growing.map(([what]) => what).join(', ')}`;
    return `${name.padEnd(20)} ${memory(trends.anonymousBytes)} anonymous, ${memory(trends.rssBytes)} RSS, ${count(
      trends.fds,
    )} fds, ${count(trends.threads)} threads: ${found}`;
  });
  const served = `${load.requests} requests in ${seconds} s, ${load.failedChecks} wrong answers, ${load.droppedIterations} not sent in time`;
  const isSteady =
    load.failedChecks === 0 &&
    rows.every(({ trends }) => Object.values(trends).every(({ isGrowing }) => !isGrowing));
  return { text: [served, ...lines].join('\n'), isSteady };
}

/** @param {import('./trend.mjs').Trend} trend */
function memory({ last, growth }) {
  const sign = growth < 0 ? '−' : '+';
  return `${(last / MEBIBYTE).toFixed(2)} MiB (${sign}${(Math.abs(growth) / 1024).toFixed(0)} KiB in the second half)`;
}

/** @param {import('./trend.mjs').Trend} trend */
function count({ first, last }) {
  return first === last ? `${last}` : `${first} → ${last}`;
}
