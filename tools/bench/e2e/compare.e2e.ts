import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Bisection } from '../src/schema/bisection.ts';
import type { Result } from '../src/schema/result.ts';
import type { RevisionComparison } from '../src/schema/revision-comparison.ts';
import { eventually } from './eventually.ts';
import { processesWith } from './processes.ts';
import { burning, createRepository, type Repository } from './repository.ts';

let repository: Repository;
afterEach(() => repository.remove());

/** One figure, by rounds as short as they can be. */
const quickly = ['--load=none', '--duration=1s'];
const compare = (...args: string[]) =>
  repository.nx(['run', 'suite:compare', ...quickly, '--thresholds.cpuMicrosPerRequest=0.05', ...args]);
const comparison = () => repository.json<RevisionComparison>('dist/bench/compare/compare.json');
const verdicts = () =>
  comparison().servers.map((server) => [
    server.server,
    server.state === 'compared' ? server.verdict : server.state,
  ]);
const worktrees = () => repository.git('worktree', 'list').split('\n').length;
/** Checkouts of any comparison. */
const checkouts = () =>
  readdirSync(tmpdir())
    .filter((name) => name.startsWith('wasi-bench-compare-'))
    .flatMap((name) => readdirSync(join(tmpdir(), name)).map((each) => join(tmpdir(), name, each)))
    .filter((folder) => existsSync(join(folder, 'owner.json')));

test('a change that burns CPU is slower, the same bytes are identical, and what one side alone has is said', async () => {
  repository = createRepository({ changed: { steps: 20 }, same: { steps: 20 } });
  repository.write('servers/changed/server.mjs', burning(400));
  repository.write('servers/new/project.json', {
    name: 'new',
    bench: { command: ['node', 'servers/new/server.mjs'] },
  });
  repository.write('servers/new/server.mjs', burning(1));
  const before = checkouts();
  const { all, exitCode } = await compare('--base=main', '--budget=2m', '--precision=1', '--sides=together');
  expect(exitCode, all).toBe(1);
  expect(verdicts(), all).toEqual([
    ['changed', 'slower'],
    ['new', 'only in'],
    ['same', 'identical'],
  ]);
  const { base, head, verdict, exitCode: code, run, notes } = comparison();
  expect([verdict, code, base.tree, head.tree]).toEqual(['slower', 1, 'commit', 'working tree']);
  // Beside other programs it measures to the end of the budget, which is kept within a tenth (budget.test.ts).
  expect(run!.budgetMs).toBe(120_000);
  expect(run!.spentMs).toBeLessThan(run!.budgetMs * 1.1);
  expect(notes.map((note) => note.code)).toContain('UNCOMMITTED_CHANGES');
  expect(all).toMatch(/changed is slower: [\d.]+ times the CPU per request of base/);
  expect(repository.read('dist/bench/compare/compare.md')).toMatch(/^<!-- wasi-bench compare -->\n/);
  const { rows } = repository.json<{ rows: { server: string }[] }>('dist/bench/compare/report.json');
  expect(rows.map(({ server }) => server)).toEqual(['changed@base', 'changed@head']);
  expect(existsSync(join(repository.root, 'dist/bench/compare/report.html'))).toBe(true);
  expect([worktrees(), checkouts()]).toEqual([1, before]);
  const [ofBase, ofHead] = ['base', 'head'].map(
    (side) => repository.json<Result>(`dist/bench/compare/changed@${side}/result.json`).rounds[0]!,
  );
  if (ofBase!.status !== 'measured' || ofHead!.status !== 'measured') throw new Error(all);
  const apartMs = Math.abs(Date.parse(ofBase!.startedAt) - Date.parse(ofHead!.startedAt));
  expect(apartMs).toBeLessThan(Math.min(ofBase!.durationMs, ofHead!.durationMs));
});

test('servers of which only one can run at a time are measured one after the other', async () => {
  const lockedBy = (port: number, steps: number) =>
    `${burning(steps)}
createServer().listen(${port}, '127.0.0.1').on('error', () => process.exit(1));
`;
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  repository = createRepository({ api: { steps: 1 } });
  repository.write('servers/api/server.mjs', lockedBy(port, 20));
  repository.commit('Listen at one more port');
  repository.write('servers/api/server.mjs', lockedBy(port, 400));
  const { all } = await compare('--base=HEAD', '--budget=2m', '--precision=1', '--sides=together');
  expect(all).toMatch(
    /api@\w+ failed \(\w+\) while the two ran at the same time: they are measured again, one after/,
  );
  expect(comparison().servers, all).toMatchObject([{ server: 'api', verdict: 'slower', sides: 'in-turn' }]);
});

test('Ctrl-C in mid-measurement leaves no worktree, no process and no comparison', async () => {
  repository = createRepository({ api: { steps: 1 } });
  repository.write('servers/api/server.mjs', burning(2));
  const before = checkouts();
  const run = compare('--base=main', '--budget=10m', '--sides=together');
  await eventually(
    () => worktrees() === 2 && processesWith('servers/api/server.mjs').length > 0,
    'a server of either side',
  );
  run.kill('SIGINT');
  await run;
  await eventually(() => worktrees() === 1, 'the worktree is gone');
  await eventually(() => processesWith('servers/api/server.mjs').length === 0, 'no server is left');
  expect(checkouts()).toEqual(before);
  expect(existsSync(join(repository.root, 'dist/bench/compare/compare.json'))).toBe(false);
});

test('bisect goes around what does not start, measures nothing twice, and names what is left', async () => {
  const busy = { workloads: { busy: { path: '/busy' } } };
  repository = createRepository({ api: { steps: 20, bench: busy } });
  const good = repository.git('rev-parse', 'HEAD');
  repository.write('servers/api/server.mjs', 'throw new Error("broken");\n');
  const broken = repository.commit('Break it');
  repository.write('servers/api/server.mjs', burning(400));
  const slow = repository.commit('Burn CPU');
  repository.write('README.md', 'No server is another one\n');
  repository.commit('Say something');
  const { all, exitCode } = await repository.nx([
    'run',
    'suite:bisect',
    ...quickly,
    `--good=${good}`,
    '--server=api',
    '--workload=busy',
    '--change=1',
    '--budget=2m',
  ]);
  expect(exitCode, all).toBe(0);
  const { scenarios } = repository.json<Result>('dist/bench/bisect/api@head/result.json');
  expect(scenarios).toEqual(['closed@busy']);
  const { found, steps, whole } = repository.json<Bisection>('dist/bench/bisect/bisect.json');
  expect(whole.low, all).toBeGreaterThan(1);
  expect(steps.map(({ commit, outcome }) => `${commit} ${outcome}`).sort(), all).toEqual(
    [`${slow} bad`, `${broken} skipped`].sort(),
  );
  expect(found.map(({ commit }) => commit)).toEqual([slow, broken]);
  expect(all).toContain('the same bytes as bad');
  expect(worktrees()).toBe(1);
});
