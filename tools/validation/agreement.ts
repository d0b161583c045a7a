import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { toFailure } from '../bench/src/errors/bench-error.ts';
import { formatFailure } from '../bench/src/errors/format-failure.ts';
import { machineName } from '../bench/src/executors/publish/machine-name.ts';
import { engineOf } from '../bench/src/launch/docker/engine.ts';
import { launcherOf } from '../bench/src/launch/launchers.ts';
import { findK6 } from '../bench/src/load/k6.ts';
import { findWrk } from '../bench/src/load/wrk.ts';
import { readGit } from '../bench/src/observe/provenance.ts';
import { untilInterrupted } from '../bench/src/run/interruption.ts';
import { lockMachine } from '../bench/src/run/machine-lock.ts';
import { readMachine } from '../bench/src/system/machine.mjs';
import { otherLoads } from './agreement/loads.ts';
import { measureAgreement } from './agreement/measure.ts';
import { agreementPage } from './agreement/page.ts';
import { limitedServer, reference, serverNames } from './agreement/servers.ts';

/**
 * `npx nx run suite:agreement [--rounds=2]`: the ratios of the servers under a CPU limit by k6, by k6 with half of the CPUs, by wrk, and,
 * where an engine answers, in containers. The page is results/<machine>/agreement.md.
 */
const workspaceRoot = resolve(import.meta.dirname, '../..');
const write = (line: string) => console.log(line);

async function engineAnswers(): Promise<boolean> {
  try {
    return await engineOf(workspaceRoot).answers();
  } catch {
    return false;
  }
}

async function agreement(rounds: number): Promise<void> {
  const interruption = untilInterrupted();
  interruption.endWithin(30_000);
  const { signal } = interruption;
  const folder = await mkdtemp(join(tmpdir(), 'bench-agreement-'));
  let unlock: (() => void) | undefined;
  try {
    const others = await otherLoads(workspaceRoot);
    const k6 = findK6(undefined, workspaceRoot);
    const withContainers = await engineAnswers();
    if (!withContainers) write('no container engine answers: processes alone');
    const { options } = limitedServer(reference, 'process', workspaceRoot);
    await launcherOf.process.checkLimits({ server: reference, options, workspaceRoot });
    unlock = await lockMachine({
      workspaceRoot,
      waitMs: 600_000,
      signal,
      onWait: (holder) => write(`waiting for another bench: ${holder}`),
    });
    await Promise.all(Object.values(launcherOf).map((launcher) => launcher.removeLeftovers(workspaceRoot)));
    const startedAt = Date.now();
    const seed = startedAt % 0x7fffffff;
    write(
      `${serverNames.length} servers, ${rounds} rounds, seed ${seed}: about ${rounds * (withContainers ? 4 : 3)} minutes`,
    );
    const samples = await measureAgreement({
      workspaceRoot,
      rounds,
      seed,
      k6,
      others,
      withContainers,
      folder,
      signal,
      write,
    });
    const machine = readMachine();
    const git = await readGit(workspaceRoot);
    const page = agreementPage(samples, {
      machine: `${machine.cpuModel}, ${machine.cpus} CPUs, kernel ${machine.kernel}`,
      tools: `k6 ${k6.version}, wrk ${findWrk(workspaceRoot).version}, Node ${process.version}, seed ${seed}, ${rounds} rounds`,
      revision:
        git.state === 'known' ? `${git.revision.slice(0, 12)}${git.dirty ? ' with changes' : ''}` : 'unknown',
      date: new Date(startedAt).toISOString(),
      minutes: (Date.now() - startedAt) / 60_000,
    });
    const file = join(workspaceRoot, 'results', machineName(machine), 'agreement.md');
    await writeFile(file, `${page}\n`);
    write(`\n${page}\n\nwritten to ${file}`);
  } finally {
    unlock?.();
    interruption.stopListening();
    await rm(folder, { recursive: true, force: true });
  }
}

const given = /^--rounds=([1-9]\d*)$/.exec(process.argv[2] ?? '--rounds=2')?.[1];
if (given === undefined) {
  console.error('expected --rounds=1 or more, or nothing');
  process.exitCode = 1;
} else {
  await agreement(Number(given)).catch((thrown: unknown) => {
    console.error(formatFailure(toFailure(thrown)));
    process.exitCode = 1;
  });
}
