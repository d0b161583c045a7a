import { findK6Path, readK6Version } from '../../load/find-k6.mjs';

/** Which k6 the benches will use, or how to get one. */
export function describeK6(workspaceRoot: string): string {
  const path = findK6Path({ named: process.env.K6_PATH, workspaceRoot });
  const answer = path === undefined ? undefined : readK6Version(path);
  if (answer && 'version' in answer) return `k6 ${answer.version} is there: ${path}`;
  const why = answer ? `${path} is no k6 that works (${answer.found})` : 'k6 is not on PATH';
  return [
    `${why}: it makes the load, so install it before you measure:`,
    '  brew install k6                      macOS',
    '  go install go.k6.io/k6@v1.8.1        anywhere with Go',
    '  https://grafana.com/docs/k6/latest/set-up/install-k6/',
    'or point K6_PATH at it.',
  ].join('\n');
}
