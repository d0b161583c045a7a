import { join } from 'node:path';
import { aggregate } from '../analyse/aggregate.ts';
import { withLevelChanges } from '../analyse/history/level-changes.ts';
import { historyFile, readHistory } from '../report/history/history-file.ts';
import { packPageData } from '../report/html/page.ts';
import { benchFolder, readResults } from '../run/result-store.ts';
import { startLiveServer } from './live-server.ts';
import { watchResults } from './watch-results.ts';

interface LiveOptions {
  workspaceRoot: string;
  reference?: string | undefined;
  /** 0 for a free one. */
  port: number;
  /** Ends the view. */
  signal: AbortSignal;
  /** Called once, when the page can be opened. */
  ready(url: string): void;
}

async function currentData({ workspaceRoot, reference }: Pick<LiveOptions, 'workspaceRoot' | 'reference'>) {
  const results = await readResults(workspaceRoot);
  const history = await readHistory(join(benchFolder(workspaceRoot), historyFile));
  return packPageData(withLevelChanges(aggregate(results, { reference }), history), results, history);
}

/**
 * Serves the page on loopback and fills it as rounds end, by the results that a run leaves on disk after every
 * round; the run itself knows nothing of it. Returns when `signal` is aborted and the port is free again.
 */
export async function serveLive({ port, signal, ready, ...of }: LiveOptions): Promise<void> {
  const server = await startLiveServer(port, await currentData(of));
  try {
    ready(server.url);
    await watchResults(
      benchFolder(of.workspaceRoot),
      async () => server.publish(await currentData(of)),
      signal,
    );
  } finally {
    await server.close();
  }
}
