import { availableParallelism } from 'node:os';
import { execa } from 'execa';
import { median } from 'simple-statistics';
import { measuredRoundsOf } from '../../bench/src/analyse/paired-rounds.ts';
import { rowsOf } from '../../bench/src/analyse/rows.ts';
import type { Result } from '../../bench/src/schema/result.ts';
import { whyNoLimit } from '../../bench/src/system/cgroup/why-no-limit.ts';
import type { Condition } from './conditions.ts';
import type { Observed } from './finding-bars.ts';
import { measure, misbehavingServer } from './measure.ts';
import { quotaCgroup } from './quota-cgroup.ts';

/** Measures the server under each condition, in interleaved rounds, and says what was found. */
export async function measureConditions(
  conditions: readonly Condition[],
  workspaceRoot: string,
  write: (line: string) => void,
): Promise<Observed[]> {
  const optionsByName: Record<string, object> = {};
  const cleanUps: (() => Promise<unknown>)[] = [];
  const possible: Condition[] = [];
  try {
    for (const condition of conditions) {
      const prefix = await prefixOf(condition, cleanUps);
      if ('reason' in prefix) {
        write(`condition "${condition.name}" cannot be made here: ${prefix.reason}`);
        continue;
      }
      optionsByName[condition.name] = { command: [...prefix.words, misbehavingServer], ...condition.options };
      possible.push(condition);
    }
    if (possible.some((condition) => condition.besideBusyPrograms)) cleanUps.push(keepHalfOfTheMachineBusy());
    const { results } = await measure(optionsByName, workspaceRoot, write);
    return possible.map((condition) => observed(condition, results.get(condition.name)!));
  } finally {
    for (const cleanUp of cleanUps) await cleanUp();
  }
}

async function prefixOf(
  { quotaMicros, options }: Condition,
  cleanUps: (() => Promise<unknown>)[],
): Promise<{ words: string[] } | { reason: string }> {
  const hasLimit = [options, ...(options.dependencies ?? [])].some(({ cpus }) => cpus !== undefined);
  const reason = hasLimit ? whyNoLimit() : undefined;
  if (reason !== undefined) return { reason };
  if (quotaMicros === undefined) return { words: [] };
  const cgroup = await quotaCgroup(quotaMicros);
  if ('reason' in cgroup) return cgroup;
  cleanUps.push(cgroup.remove);
  return cgroup;
}

/** Ends with the process that started it, even where that is killed. */
const busyProgram = 'const parent = process.ppid; while (process.ppid === parent);';

/** @returns what ends it */
function keepHalfOfTheMachineBusy(): () => Promise<unknown> {
  const programs = Array.from({ length: Math.ceil(availableParallelism() / 2) }, () =>
    execa(process.execPath, ['-e', busyProgram], { reject: false }),
  );
  return () => {
    for (const program of programs) program.kill('SIGKILL');
    return Promise.all(programs);
  };
}

function observed(condition: Condition, result: Result): Observed {
  const [row] = rowsOf(result);
  const findings = row?.status === 'measured' ? row.findings : [];
  const shares = measuredRoundsOf(result, condition.options.scenarios[0]).map(
    ({ machine }) => machine.foreignCores / machine.cpus,
  );
  const stall = findings.find(({ code }) => code === 'delayed-ack-stall');
  return {
    condition,
    found: findings.map((finding) => finding.code),
    bound: row?.status === 'measured' ? (row.bound?.by ?? 'unknown') : 'unknown',
    rateInvalidated: findings.some((finding) => finding.invalidates.includes('requestsPerSecond')),
    foreignShare: { median: median(shares), worst: Math.max(...shares) },
    ...(stall && { stall: { summary: stall.summary, evidence: stall.evidence } }),
  };
}
