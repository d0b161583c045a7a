import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { linkPackages } from '../../../bench/e2e/link-packages.ts';
import { bisect } from '../../../bench/src/compare/bisect/bisect.ts';
import { findK6 } from '../../../bench/src/load/k6.ts';
import type { Bisection } from '../../../bench/src/schema/bisection.ts';
import { misbehavingServer } from '../measure.ts';
import type { Validation } from '../validate.ts';
import { envOf, load } from './trial.ts';

export const commits = 16;
const injected = 0.1;

/** A repository of sixteen commits beside its first, one of which costs a tenth of the CPU time, and what bisect finds in it. */
export async function bisectTrial(
  guilty: number,
  { workspaceRoot, write, signal }: Validation,
): Promise<{ expected: string; found: Bisection['found'] }> {
  const root = await mkdtemp(join(tmpdir(), 'bench-validate-bisect-'));
  const git = async (...args: string[]) =>
    (await execa('git', ['-c', 'user.name=v', '-c', 'user.email=v@example.test', ...args], { cwd: root }))
      .stdout;
  try {
    const k6 = findK6(undefined, workspaceRoot).path;
    await writeFiles(root, {
      '.gitignore': 'node_modules\n.nx\ndist\n',
      'nx.json': { analytics: false, plugins: ['@wasi-bench/nx'] },
      'package.json': { name: 'bisected', private: true },
      'suite/project.json': { name: 'suite', bench: { suite: true } },
    });
    linkPackages(workspaceRoot, root);
    await git('init', '--quiet', '--initial-branch=main');
    const hashes: string[] = [];
    for (let number = 0; number <= commits; number += 1) {
      const bench = {
        ...load,
        command: [resolve(workspaceRoot, misbehavingServer)],
        env: { ...envOf(number >= guilty ? injected : 0), COMMIT: String(number) },
        k6,
        scenarioFolder: join(workspaceRoot, 'k6'),
      };
      await writeFiles(root, { 'api/project.json': { name: 'api', bench } });
      await git('add', '--all');
      await git('commit', '--quiet', '--message', `Commit ${number}`);
      hashes.push(await git('rev-parse', 'HEAD'));
    }
    const { found } = await bisect({
      options: {
        good: hashes[0]!,
        bad: 'HEAD',
        server: 'api',
        figure: 'cpuMicrosPerRequest',
        change: 0.05,
        load: 'none',
        sides: 'auto',
        budget: '2m',
        shared: [],
      },
      workspaceRoot: root,
      folder: join(root, 'dist'),
      buildTargetOf: () => 'build',
      signal,
      write,
    });
    return { expected: hashes[guilty]!, found };
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function writeFiles(root: string, files: Record<string, string | object>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
}
