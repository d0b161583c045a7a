import { BenchError } from '../../errors/bench-error.ts';

/** What Kubernetes says of a failure: the kind `Status` of its API. */
interface Status {
  readonly message?: string;
  readonly reason?: string;
}

/**
 * Why the API did not do what it was asked, in its own words.
 * @param thrown an `ApiException` of the client, an answer with its code, or what the connection failed by
 * @param what was asked: `create Deployment server`
 */
export function apiError(thrown: unknown, what: string): BenchError {
  if (thrown instanceof BenchError) return thrown;
  const { code, body } = thrown as { code?: unknown; body?: unknown };
  if (typeof code !== 'number') return clusterLost(what, (thrown as Error).message || String(code ?? thrown));
  const said = statusOf(body).message ?? (String(body) || `status ${code}`);
  if (code === 401 || code === 403) {
    return new BenchError(
      'CLUSTER_FORBIDDEN',
      `launcher "kubernetes": expected the right to ${what}, found ${code}: ${said}`,
      'docs/kubernetes.md has the role that the bench needs; kubectl auth can-i --list shows what this user may.',
    );
  }
  // The API server answers for something behind it, or is about to end.
  if (code >= 500) return clusterLost(what, `${code}: ${said}`);
  return new BenchError(
    'CLUSTER_REFUSED',
    `launcher "kubernetes": expected the cluster to ${what}, found ${code}: ${said}`,
    'A policy or a quota of the cluster, or an option that it cannot take: its own words are in the message.',
  );
}

export function clusterLost(what: string, found: string): BenchError {
  return new BenchError(
    'CLUSTER_LOST',
    `launcher "kubernetes": expected the API of the cluster to answer (${what}), found: ${found}`,
    'kubectl version says whether it is there. The next run removes what this one has left in it, and says so.',
  );
}

/** Whether the object that was asked for is not there. */
export const isNotFound = (thrown: unknown) => (thrown as { code?: unknown }).code === 404;

function statusOf(body: unknown): Status {
  try {
    return (typeof body === 'string' ? JSON.parse(body) : body) ?? {};
  } catch {
    return {};
  }
}
