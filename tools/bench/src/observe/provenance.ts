import { createRequire } from 'node:module';
import { execa } from 'execa';
import type { K6 } from '../load/k6.ts';
import { k6Collector } from '../load/k6-environment.ts';
import type { Wrk } from '../load/wrk.ts';
import type { Plan } from '../plan/plan.ts';
import type { Provenance } from '../schema/provenance.ts';
import { readMachine } from '../system/machine.mjs';
import { memoryReadNs } from '../system/memory-read.ts';

const require = createRequire(import.meta.url);

/** What a result was measured with, but for the options, which each server has of its own. */
export async function readProvenance(
  plan: Plan,
  k6: K6,
  workspaceRoot: string,
  wrk?: Wrk,
): Promise<Omit<Provenance, 'options'>> {
  return {
    machine: readMachine(),
    memoryReadNs: memoryReadNs(),
    tools: {
      plugin: require('../../package.json').version,
      k6: k6.version,
      ...(k6.extensions?.length && { k6Extensions: [...k6.extensions] }),
      k6Environment: k6Collector(process.env),
      ...(wrk && { wrk: wrk.version }),
      node: process.version,
      nx: require('nx/package.json').version,
    },
    git: await readGit(workspaceRoot),
    seed: plan.seed,
    order: plan.rounds.map(({ server: { server, cpus } }) =>
      cpus === undefined ? server : `${server}@${cpus}`,
    ),
    ...(plan.limitsLeftOut && plan.limitsLeftOut.length > 0 && { limitsLeftOut: [...plan.limitsLeftOut] }),
    startedAt: plan.startedAt,
  };
}

/** The revision of the workspace. */
export async function readGit(workspaceRoot: string): Promise<Provenance['git']> {
  const git = (...args: string[]) =>
    execa('git', args, { cwd: workspaceRoot, reject: false, stdin: 'ignore' });
  const head = await git('rev-parse', 'HEAD');
  if (head.exitCode !== 0) return { state: 'unknown', reason: 'no git revision' };
  const status = await git('status', '--porcelain');
  return { state: 'known', revision: head.stdout, dirty: status.stdout !== '' };
}
