import type { RevisionComparison, ServerVerdict } from '../../schema/revision-comparison.ts';

type Overall = Pick<RevisionComparison, 'verdict' | 'sentence' | 'exitCode'>;

/** Of all servers together: the worst that was shown, then what could not be told. */
export function overallVerdict(servers: readonly ServerVerdict[]): Overall {
  const broken = servers.filter((server) => server.state === 'fails' && server.side === 'head');
  const brokenOnBoth = servers.filter((server) => server.state === 'fails' && server.side === 'both');
  const having = (verdict: string) =>
    servers.filter((server) => server.state === 'compared' && server.verdict === verdict);
  const slower = having('slower');
  if (broken.length > 0) {
    const also = slower.length > 0 ? `, and ${listed(slower)} slower` : '';
    return { verdict: 'broken', sentence: `${listed(broken)} broken in head${also}.`, exitCode: 1 };
  }
  if (slower.length > 0) {
    return { verdict: 'slower', sentence: sentence(slower, 'slower'), exitCode: 1 };
  }
  const untold = [...having('cannot tell'), ...brokenOnBoth];
  if (untold.length > 0) {
    return { verdict: 'cannot tell', sentence: `Cannot tell for ${labels(untold)}.`, exitCode: 3 };
  }
  const faster = having('faster');
  if (faster.length > 0) return { verdict: 'faster', sentence: sentence(faster, 'faster'), exitCode: 0 };
  return { verdict: 'no difference', sentence: noDifference(servers), exitCode: 0 };
}

function noDifference(servers: readonly ServerVerdict[]): string {
  const same = servers.filter(({ state }) => state === 'identical').length;
  if (servers.length > 0 && same === servers.length) return 'Every server is identical in both.';
  if (servers.every(({ state }) => state !== 'compared'))
    return 'No server is in both revisions and differs.';
  return 'No server differs by what matters.';
}

const labels = (servers: readonly ServerVerdict[]) => servers.map(({ label }) => label).join(', ');
const listed = (servers: readonly ServerVerdict[]) =>
  `${labels(servers)} ${servers.length === 1 ? 'is' : 'are'}`;
const sentence = (servers: readonly ServerVerdict[], what: string) => `${listed(servers)} ${what}.`;
