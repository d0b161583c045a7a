import { writeFile } from 'node:fs/promises';
import { BenchError } from '../../errors/bench-error.ts';

/** Of each runner. */
export type ClusterFiles = readonly { summaryFile: string; logFile: string }[];

/** What k6 wrote to a pod's log: the summary, which begins and ends a line, and the rest. @throws SUMMARY_LOST */
export async function keepLog(
  log: string,
  name: string,
  files: ClusterFiles[number],
  isWarmUp: boolean,
): Promise<void> {
  await writeFile(files.logFile, log);
  if (isWarmUp) return;
  const begin = log.search(/^\{$/m);
  const end = log.lastIndexOf('\n}');
  try {
    const json = log.slice(begin, end + 2);
    JSON.parse(json);
    await writeFile(files.summaryFile, json);
  } catch (cause) {
    throw new BenchError(
      'SUMMARY_LOST',
      `expected the summary at the end of the log of ${name}, found ${log === '' ? 'no log' : `${log.length} characters without a whole one`}`,
      'The kubelet keeps a log to its limit (containerLogMaxSize): do requests fail by the thousand, each with a line?',
      { cause },
    );
  }
}
