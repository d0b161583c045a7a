import { type FoundK6, k6Range, locateK6 } from '../../load/find-k6.mjs';

/** Which k6 the benches will use, or how to get one. */
export function describeK6(workspaceRoot: string): string {
  const found = locateK6({ named: process.env.K6_PATH, workspaceRoot });
  if (found.state === 'found') return `k6 ${found.version} is there: ${found.path}`;
  return [
    `${whyNot(found)}: it makes the load, so install it before you measure:`,
    '  brew install k6                      macOS',
    '  go install go.k6.io/k6@v1.8.1        anywhere with Go',
    '  https://grafana.com/docs/k6/latest/set-up/install-k6/',
    'or point K6_PATH at it.',
  ].join('\n');
}

function whyNot(found: Exclude<FoundK6, { state: 'found' }>): string {
  switch (found.state) {
    case 'missing':
      return 'k6 is not on PATH';
    case 'unsupported':
      return `${found.path} is k6 ${found.version}, and ${k6Range} is needed`;
    case 'broken':
      return `${found.path} is no k6 that works (${found.found})`;
  }
}
