import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { addEntries, historyFile, readHistory } from '../../report/history/history-file.ts';
import { refreshReadme } from '../../report/readme.ts';
import { benchFolder } from '../../run/result-store.ts';
import { ENDPOINT } from '../../schema/load-name.ts';
import { type Report, reportSchema } from '../../schema/report.ts';
import { copyServerFolder } from '../../system/server-folders.ts';
import { failed } from '../failed.ts';
import { machineName } from './machine-name.ts';

/** Keeps the last report as the results of this machine and launcher, to be committed, and shows them in the README. */
export default async function publish(
  options: { machine?: string; folder: string; readme: string },
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const source = benchFolder(context.root);
    const text = await readFile(join(source, 'report.json'), 'utf8').catch(() => {
      throw new BenchError(
        'REPORT_MISSING',
        `expected the last report in ${join(source, 'report.json')}, found none`,
        'Measure first: nx run-many -t bench.',
      );
    });
    const report = reportSchema.parse(JSON.parse(text));
    const [provenance, ...others] = Object.values(report.runs);
    if (provenance === undefined || others.length > 0) {
      throw new BenchError(
        'RUNS_MIXED',
        `expected the report of one run, found one of ${others.length + (provenance ? 1 : 0)} runs`,
        'Measure all servers together: BENCH_RUN_ID=$(date +%s) nx run-many -t bench.',
      );
    }
    const machine = options.machine ?? machineName(provenance.machine);
    const target = join(context.root, options.folder, machine, runFolder(report));
    const earlier = await readHistory(join(target, historyFile));
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    for (const entry of await readdir(source, { withFileTypes: true })) {
      if (entry.isFile() && isPublished(entry.name))
        await cp(join(source, entry.name), join(target, entry.name));
    }
    // Not of every folder there: results of an earlier run, of servers that this one did not measure, are there too.
    for (const server of new Set(report.rows.map((row) => row.server))) {
      await copyServerFolder(server, { from: source, to: target, isTaken: isPublished });
    }
    await addEntries(earlier, join(target, historyFile));
    await refreshReadme(join(context.root, options.readme), join(context.root, options.folder), machine);
    process.stdout.write(
      `results of ${machine} are in ${relative(context.root, target)} and in ${options.readme}\n`,
    );
    return { success: true };
  } catch (thrown) {
    return failed(thrown);
  }
}

/**
 * `process`, `process-0.1-cpus` where all servers had this quota, or `process-curve` where they had a list of them; with the workloads
 * behind it, `process-0.1-cpus-quote`, where another thing than the endpoint was asked.
 */
function runFolder({ rows }: Report): string {
  const launchers = [...new Set(rows.map(({ launcher }) => launcher))].sort();
  const asked = [...new Set(rows.map(({ workload = ENDPOINT }) => workload))];
  const workloads = asked.every((name) => name === ENDPOINT) ? [] : asked;
  if (rows.some(({ cpus }) => cpus !== undefined)) return [...launchers, 'curve', ...workloads].join('-');
  const quotas = new Set(
    rows.flatMap((row) =>
      row.status === 'measured' ? [row.cpuLimit?.by === 'quota' ? row.cpuLimit.cores : 0] : [],
    ),
  );
  const [quota] = quotas;
  return [...launchers, ...(quotas.size === 1 && quota ? [quota, 'cpus'] : []), ...workloads].join('-');
}

/** Logs, the summaries of warm-ups and what k6 was configured by stay behind. */
function isPublished(name: string): boolean {
  return !name.endsWith('.log') && name !== 'k6-config.json' && !/\.warmup\.(k6|wrk)\.json$/.test(name);
}
