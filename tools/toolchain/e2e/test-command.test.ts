import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { workspaceRoot } from '../src/workspace.mjs';

const program = fileURLToPath(new URL('programs/test-command.mjs', import.meta.url));
const captured = fileURLToPath(new URL('../src/test-command/captured', import.meta.url));

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'test-command-'));
  await symlink(join(workspaceRoot, 'node_modules'), join(workspace, 'node_modules'));
  await cp(captured, join(workspace, 'captured'), { recursive: true });
  await writeFile(join(workspace, 'nx.json'), JSON.stringify({ analytics: false }));
  await writeFile(join(workspace, 'package.json'), JSON.stringify({ name: 'workspace', private: true }));
});
afterEach(() => rm(workspace, { recursive: true }));

async function addProject(name: string, targets: Record<string, string>): Promise<void> {
  await mkdir(join(workspace, name));
  const definition = Object.fromEntries(
    Object.entries(targets).map(([target, command]) => [target, { command, cache: true }]),
  );
  await writeFile(join(workspace, name, 'project.json'), JSON.stringify({ name, targets: definition }));
}

async function runTests() {
  const outer = Object.keys(process.env).filter((name) => name.startsWith('NX_'));
  const env = { ...process.env, ...Object.fromEntries(outer.map((name) => [name, undefined])) };
  const { stdout, exitCode } = await execa(process.execPath, [program], {
    cwd: workspace,
    env,
    reject: false,
  });
  const lines = stdout.trimEnd().split('\n');
  return { exitCode, closingLine: lines.at(-1), lines, stdout };
}

it('adds up every runner, from the cache as from a run', async () => {
  await addProject('node', { test: 'cat captured/vitest-passing.txt', lint: 'true' });
  await addProject('go', { test: "sed '/FAIL/d' captured/go-v.txt", typecheck: 'true' });

  const first = await runTests();
  // Vitest 1, lint 1, go 5, typecheck 1.
  expect(first).toMatchObject({ exitCode: 0, closingLine: '8 passed, 0 failed, 2 skipped' });
  expect(first.lines).toContain('skipped: go:test > TestSkips: no engine here');

  const second = await runTests();
  expect(second.stdout).toContain('Nx read the output from the cache');
  expect(second).toMatchObject({ exitCode: 0, closingLine: first.closingLine });
});

it('goes on after a failure, counts it, and says which task failed', async () => {
  await addProject('a', { lint: 'false', test: 'cat captured/vitest-failing.txt; exit 1' });
  await addProject('b', { test: 'kill -SEGV $$', typecheck: 'true' });

  const { exitCode, closingLine, lines } = await runTests();
  // Passed: Vitest 3, typecheck 1. Failed: Vitest 1, lint 1, the test that died 1.
  expect(closingLine).toBe('4 passed, 3 failed, 3 skipped');
  expect(lines).toEqual(
    expect.arrayContaining(['failed: nx run a:lint', 'failed: nx run a:test', 'failed: nx run b:test']),
  );
  expect(exitCode).toBe(1);
});

it('counts a build that failed, and not only that tests are missing', async () => {
  await addProject('a', { build: 'false' });
  await addProject('b', {});
  await writeFile(
    join(workspace, 'b', 'project.json'),
    JSON.stringify({
      name: 'b',
      targets: {
        test: {
          command: 'cat captured/vitest-passing.txt',
          dependsOn: [{ projects: ['a'], target: 'build' }],
        },
        lint: { command: 'true' },
      },
    }),
  );
  expect(await runTests()).toMatchObject({ exitCode: 1, closingLine: '1 passed, 1 failed' });
});

it('does not pass where there is nothing to run', async () => {
  await addProject('a', { build: 'true' });
  expect((await runTests()).exitCode).toBe(1);
});
