import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Result } from '../src/schema/result.ts';
import type { MeasuredRound } from '../src/schema/round.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/**
 * Servers broken in each way that there is; the gate is asked by Nx. Two servers are measured, and the others have copies of what one
 * of them measured: what the gate makes of a result does not depend on who measured it.
 */
const load = { scenarios: ['open'], rate: 300, rounds: 4, duration: '1s', warmup: '0s', endpoint: '/' };
const copies = ['gone', 'died', 'contract', 'unmeasured', 'errors', 'limited', 'disturbed'] as const;
type Copy = (typeof copies)[number];
const command = ['node', 'servers/gated.mjs'];
const declared = (given: object = {}) => ({ command, readyPath: '/', ...given });
const resultOf = (server: string) => `dist/bench/${server}/result.json`;

let workspace: Workspace;
let trusted: string;
beforeAll(async () => {
  workspace = createWorkspace({});
  const nxJson = workspace.json<{ targetDefaults: { bench: { options: object } } }>('nx.json');
  Object.assign(nxJson.targetDefaults.bench.options, load);
  workspace.write('nx.json', nxJson);
  workspace.write('servers/gated.mjs', gated);
  for (const name of ['kept', 'changed', ...copies]) declare(name);
  const { all, exitCode } = await workspace.nx(['run-many', '-t', 'bench', '-p', 'kept,changed']);
  expect(exitCode, all).toBe(0);
  for (const name of ['kept', 'changed']) workspace.write(resultOf(name), undisturbed(name));
  for (const name of copies) {
    workspace.write(resultOf(name), { ...undisturbed('changed'), server: name, label: name });
  }
  trusted = join(workspace.root, 'trusted');
  cpSync(join(workspace.root, 'dist/bench'), trusted, { recursive: true });
  const stored = await workspace.nx(['run', 'suite:baseline', '--excludeTaskDependencies']);
  expect(stored.exitCode, stored.all).toBe(0);
}, 300_000);
afterAll(() => workspace.remove());
beforeEach(() => {
  rmSync(join(workspace.root, 'dist/bench'), { recursive: true, force: true });
  cpSync(trusted, join(workspace.root, 'dist/bench'), { recursive: true });
});

function declare(name: string, given: object = {}): void {
  workspace.write(`packages/${name}/project.json`, { name, bench: declared(given) });
}

const isMeasured = (round: Result['rounds'][number]): round is MeasuredRound => round.status === 'measured';

/** What the first round has measured in all of them, on a machine that nobody else used: its noise is no matter of the gate's. */
function undisturbed(name: string): Result {
  const result = workspace.json<Result>(resultOf(name));
  const [first] = result.rounds.filter(isMeasured);
  const { machine: seen, server, generator, durationMs } = first!;
  const usedCores = server.cpuMicros / 1000 / durationMs + generator.cores;
  const machine = {
    ...seen,
    idleCores: seen.cpus - usedCores,
    foreignCores: 0,
    mostForeignCores: 0,
    stolenCores: 0,
  };
  return {
    ...result,
    rounds: result.rounds.map(({ round, position }) => ({
      ...first!,
      load: { ...first!.load, droppedIterations: 0 },
      machine,
      round,
      position,
    })),
  };
}

/** What `suite:gate` says of the results as they are on disk. */
const gate = (...args: string[]) => workspace.nx(['run', 'suite:gate', '--excludeTaskDependencies', ...args]);

function change(name: Copy | 'changed', how: (result: Result) => void): void {
  const result = workspace.json<Result>(resultOf(name));
  how(result);
  workspace.write(resultOf(name), result);
}

const fail = (code: string) => (result: Result) => {
  const error = { code, message: `expected so, found ${code}`, fix: 'Mend it.' };
  Object.assign(result, { status: 'failed', errors: [error] });
};

test('the same results pass', async () => {
  const { all, exitCode } = await gate();
  expect(all).toContain('The gate is passed.');
  expect(exitCode).toBe(0);
});

test('a server broken in any way fails the gate, which says of each how', async () => {
  rmSync(join(workspace.root, 'dist/bench/gone'), { recursive: true });
  change('died', fail('SERVER_DIED'));
  change('contract', fail('CONTRACT_BROKEN'));
  change('unmeasured', (result) => {
    result.scenarios = ['open', 'closed'];
  });
  change('errors', ({ rounds }) => {
    for (const { load } of rounds.filter(isMeasured)) load.failedRequests = Math.round(load.requests / 20);
  });
  const { all, exitCode } = await gate();
  expect(all).toContain('GATE_FAILED');
  for (const said of [
    /broken +gone: the baseline has it, and there is no result of it now/,
    /broken +died: SERVER_DIED/,
    /broken +contract: CONTRACT_BROKEN/,
    /broken +unmeasured, closed: no round of it was measured/,
    /broken +errors, open: error-responses/,
  ])
    expect(all).toMatch(said);
  expect(all).not.toMatch(/broken +(kept|changed|limited|disturbed)/);
  expect(exitCode).not.toBe(0);
});

test('another limit and noise make the gate inconclusive, which an option lets pass', async () => {
  change('limited', ({ provenance }) => {
    provenance.options.cpus = 0.5;
  });
  change('disturbed', ({ rounds }) => {
    for (const { machine } of rounds.filter(isMeasured)) {
      Object.assign(machine, { foreignCores: machine.idleCores, idleCores: 0 });
    }
  });
  const strict = await gate('--thresholds.latencyP99Ms=0.1');
  expect(strict.all).toContain('GATE_INCONCLUSIVE');
  expect(strict.all).toMatch(
    /inconclusive +limited, open[^:]*: the load was another one: cpus none then, 0\.5 now/,
  );
  expect(strict.all).toMatch(/inconclusive +disturbed, open, p99[^:]*: .*noisy-host/);
  expect(strict.exitCode).not.toBe(0);
  const lenient = await gate('--thresholds.latencyP99Ms=0.1', '--inconclusive=pass');
  expect(lenient.all).toContain('The gate is passed, as "inconclusive" is "pass"');
  expect(lenient.exitCode).toBe(0);
});

test('a figure that is worse once is measured again, and passes when it was not the server', async () => {
  change('changed', ({ rounds }) => {
    for (const { server } of rounds.filter(isMeasured)) server.cpuMicrosPerRequest *= 20;
  });
  const { all } = await gate('--thresholds.cpuMicrosPerRequest=9', '--inconclusive=pass');
  expect(all).toMatch(/worse +changed, open, CPU per request/);
  expect(all).toContain('Measuring changed again to confirm.');
  expect(all).toMatch(/The gate is passed/);
});

test('what really answers 500, dies or breaks the contract does not pass', async () => {
  declare('errors', { env: { FAIL_EVERY: '20' } });
  declare('died', { env: { DIE_AT: '100' } });
  declare('contract', { contractCheck: ['node', '-e', 'process.exit(1)'] });
  const measured = await workspace.nx(['run-many', '-t', 'bench', '-p', 'errors,died,contract']);
  expect(measured.exitCode).not.toBe(0);
  const { all, exitCode } = await gate();
  expect(all).toMatch(/broken +errors, open: error-responses/);
  expect(all).toMatch(/broken +died: SERVER_DIED/);
  expect(all).toMatch(/broken +contract: CONTRACT_BROKEN/);
  expect(exitCode).not.toBe(0);
});

const gated = `
import { createServer } from 'node:http';

let answered = 0;
const server = createServer((_request, response) => {
  answered += 1;
  if (answered === Number(process.env.DIE_AT)) process.exit(3);
  response.statusCode = answered % Number(process.env.FAIL_EVERY) === 0 ? 500 : 200;
  response.end('ok');
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
`;
