import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readHolder } from '../src/run/lock-holder.ts';
import { lockMachine } from '../src/run/machine-lock.ts';
import type { Result } from '../src/schema/result.ts';
import { foldersFrom, pidsDirectlyIn } from '../src/system/cgroup/members.ts';
import { whyNoLimit } from '../src/system/cgroup/why-no-limit.ts';
import { stateOf } from '../src/system/process/identity.ts';
import { signal } from '../src/system/process/signal.ts';
import { eventually } from './eventually.ts';
import { processesWithVariable } from './processes.ts';
import { asItComes, createWorkspace, type NxRun, type Workspace } from './workspace.ts';

const modes = ['escaping', 'daemon', 'deaf', 'loud', 'slow'] as const;
type Mode = (typeof modes)[number];
/** Without a limit, and under one where limits can be had. */
const canLimit = whyNoLimit() === undefined;
const kinds = canLimit ? ['', '-limited'] : [''];

/** A machine of its own as far as the bench can tell, so that all modes are tried at once: the lock lies in the temporary folder. */
interface Case {
  readonly mode: Mode;
  workspace: Workspace;
  readonly temporary: string;
}

const cgroupsNow = () =>
  foldersFrom('/sys/fs/cgroup').filter((folder) => basename(folder).startsWith('wasi-bench-'));
const cgroupsBefore = new Set(cgroupsNow());
let cases: Case[];

beforeAll(() => {
  cases = modes.map((mode) => ({
    mode,
    workspace: workspaceOf(mode),
    temporary: mkdtempSync(join(tmpdir(), 'bench-unruly-')),
  }));
});

function workspaceOf(mode: Mode): Workspace {
  const command = ['node', `servers/${mode}/unruly.mjs`, mode];
  const server = { command, readyPath: '/', stopTimeout: '1s' };
  const failing = { contractCheck: ['sh', '-c', 'exit 1'] };
  const servers = kinds.flatMap((kind) => {
    const limited = { ...server, ...(kind === '-limited' && { cpus: 0.5 }) };
    return [
      [`${mode}${kind}`, limited],
      [`${mode}${kind}-failing`, { ...limited, ...failing }],
    ];
  });
  return createWorkspace(Object.fromEntries(servers), asItComes);
}

/** So that one test that fails does not spoil the others. */
afterEach(() => {
  for (const { pid } of cases.flatMap(lives)) signal(pid, 'SIGKILL');
});
afterAll(() => {
  for (const { workspace, temporary } of cases) {
    workspace.remove();
    rmSync(temporary, { recursive: true, force: true });
  }
});

const bench = (duration: string) => ['--rounds=1', '--warmup=0s', '--rest=0s', `--duration=${duration}`];
const environment = ({ temporary }: Case) => ({
  TMPDIR: temporary,
  BENCH_RUN_ID: String(process.hrtime.bigint()),
});
const holderIn = ({ temporary }: Case) => readHolder(join(temporary, 'wasi-bench/holder.json'));
const lives = ({ temporary }: Case) => processesWithVariable('TMPDIR', temporary);

async function lockIsFree(each: Case): Promise<boolean> {
  const holder = await holderIn(each);
  return holder === undefined || (await stateOf(holder)) === 'ended';
}

/** A daemon can be measured only where a cgroup holds it. */
function expectedOf(name: string): string[] {
  if (name.startsWith('daemon') && !canLimit) return ['SERVER_IN_BACKGROUND'];
  return name.endsWith('-failing') ? ['CONTRACT_BROKEN'] : [];
}

/** Other benches of this machine have cgroups as well, with processes in them. */
const emptyCgroups = () =>
  cgroupsNow().filter((folder) => !cgroupsBefore.has(folder) && pidsDirectlyIn(folder).length === 0);

async function nothingLeft(each: Case): Promise<void> {
  await eventually(() => lives(each).length === 0, `no process of "${each.mode}" is left`);
  await eventually(() => lockIsFree(each), 'the lock is free');
  await eventually(() => emptyCgroups().length === 0, 'no cgroup is left');
}

/** All of them under the lock of the machine: a bench of somebody else waits for us, and we for it. */
const onThisMachine = (what: string, act: () => Promise<void>) =>
  test(what, async ({ signal }) => {
    const { root: workspaceRoot } = cases[0]!.workspace;
    const unlock = await lockMachine({ workspaceRoot, waitMs: 800_000, signal, onWait: () => {} });
    await act().finally(unlock);
  });

/** Starts a long bench of every mode, and does the same to each once its server lives. */
async function afterStart(parity: number, act: (run: NxRun, benchPid: number) => void) {
  await Promise.all(
    cases.map(async (each, index) => {
      const kind = kinds[(index + parity) % kinds.length];
      const { workspace, mode } = each;
      const args = ['run', `${mode}${kind}:bench`, ...bench('30s')];
      const run = workspace.nx(args, environment(each), 'in a group of its own');
      // Before it is a server, it is a shell that waits.
      const begun = mode === 'slow' ? /^node \S+unruly\.mjs/ : / run --quiet/;
      await eventually(() => lives(each).some(({ command }) => begun.test(command)), `${begun} of "${mode}"`);
      act(run, (await holderIn(each))!.pid);
      await run;
    }),
  );
}

onThisMachine(
  'SIGKILL of the bench: the next run, of another workspace, ends what it left, measures what succeeds, and leaves nothing of what fails',
  async () => {
    await afterStart(0, (_run, benchPid) => process.kill(benchPid, 'SIGKILL'));
    for (const each of cases) {
      expect(
        lives(each)
          .map(({ command }) => command)
          .join('\n'),
      ).toContain('unruly.mjs');
      await eventually(
        () => !lives(each).some(({ command }) => command.includes('k6')),
        'k6 has ended with the bench',
      );
      each.workspace.remove();
      each.workspace = workspaceOf(each.mode);
    }
    await Promise.all(
      cases.map(async (each) => {
        const { mode, workspace } = each;
        const names = kinds.flatMap((kind) => [`${mode}${kind}`, `${mode}${kind}-failing`]);
        const { all } = await workspace.nx(
          ['run-many', '-t', 'bench', '-p', ...names, ...bench('1s')],
          environment(each),
        );
        expect(all).toMatch(/stopped 1 server\(s\) that a killed run had left behind: pid \d+/);
        for (const name of names) {
          const { errors } = workspace.json<Result>(`dist/bench/${name}/result.json`);
          expect(
            errors.map(({ code }) => code),
            all,
          ).toEqual(expectedOf(name));
        }
        await nothingLeft(each);
        expect(readdirSync(join(each.temporary, 'wasi-bench/processes'))).toEqual([]);
      }),
    );
  },
);

const endings: [string, number, (run: NxRun) => void][] = [
  ['Ctrl-C', 0, (run) => run.kill('SIGINT', 'group')],
  ['SIGINT of Nx alone', 1, (run) => run.kill('SIGINT')],
  ['SIGKILL of Nx', 0, (run) => run.kill('SIGKILL')],
];
for (const [ending, parity, act] of endings) {
  onThisMachine(`${ending} ends every server`, async () => {
    await afterStart(parity, act);
    for (const each of cases) await nothingLeft(each);
  });
}
