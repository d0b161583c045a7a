import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { rowsOf } from '../analyse/rows.ts';
import { BenchError } from '../errors/bench-error.ts';
import { measureServers } from '../run/measure-servers.ts';
import { serverFolder } from '../run/result-store.ts';
import type { Row } from '../schema/report.ts';
import type { Condition } from './conditions.ts';
import type { Observed } from './finding-bars.ts';

const server = join('dist', 'validation', 'misbehaving-server');
const nameOf = (condition: Condition) => `validation-${condition.name}`;

/** Measures the server under each condition, in interleaved rounds, and says what was found. */
export async function measureConditions(
  conditions: readonly Condition[],
  workspaceRoot: string,
  write: (line: string) => void,
): Promise<Observed[]> {
  const optionsByServer = new Map(
    conditions.map((condition) => [nameOf(condition), { command: [server], ...condition.options }]),
  );
  const busy = conditions.some((condition) => condition.besideABusyProgram)
    ? execa(process.execPath, ['-e', 'for (;;);'], { reject: false })
    : undefined;
  try {
    const results = await measureServers(optionsByServer, workspaceRoot, write);
    return conditions.map((condition) => {
      const result = results.find((each) => each.server === nameOf(condition));
      return observed(condition, result ? rowsOf(result)[0] : undefined);
    });
  } finally {
    busy?.kill('SIGKILL');
    await busy;
    for (const name of optionsByServer.keys()) {
      await rm(serverFolder(workspaceRoot, name), { recursive: true, force: true });
    }
  }
}

function observed(condition: Condition, row: Row | undefined): Observed {
  if (row?.status === 'measured') {
    return {
      condition,
      found: row.findings.map((finding) => finding.code),
      rateInvalidated: row.findings.some((finding) => finding.invalidates.includes('requestsPerSecond')),
    };
  }
  const failure = row?.errors[0];
  throw new BenchError(
    failure?.code ?? 'NOTHING_MEASURED',
    `condition "${condition.name}": ${failure?.message ?? 'no result'}`,
    failure?.fix ?? 'Run the validation again.',
  );
}
