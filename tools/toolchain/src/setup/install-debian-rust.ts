import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import satisfies from 'semver/functions/satisfies.js';
import { ToolchainError } from '../errors.mjs';
import { debianPrefix } from '../find/wasm-std.mjs';
import { pins } from '../pins.mjs';
import { interruption } from './interruption.ts';
import { withProgress } from './progress.ts';
import { type Outcome, run } from './run.ts';
import { moveInPlace, withStaging } from './staging.ts';

/** Of the 340 MB of sources only `library/` is compiled. */
const notUnpacked = ['./usr/share', './usr/src/*/src', './usr/src/*/compiler', './usr/src/*/tests'];

/**
 * Unpacks Debian's Rust into the cache folder, with whatever libraries the system lacks for it. It needs no root and
 * changes nothing in the system: apt gets package lists of its own, and checks the archive's signatures as ever.
 * @throws ToolchainError DEBIAN_RUST_FAILED
 */
export async function installDebianRust(cacheFolder: string): Promise<void> {
  await withStaging(cacheFolder, (staging) =>
    withProgress('Rust from Debian', async (step) => {
      const apt = await privateApt(staging);
      step('reading the package lists');
      // A source that fails is told again, and better, by the next call.
      await run('apt-get', [...apt, 'update']);
      const packages = await neededPackages(apt);

      step(`downloading ${packages.length} packages, about 170 MB`);
      const debs = join(staging, 'debs');
      await mkdir(debs);
      orFail(await run('apt-get', [...apt, 'download', ...packages], { cwd: debs }), 'apt-get download');

      const root = join(staging, 'root');
      await mkdir(root);
      const files = await readdir(debs);
      step(`unpacking ${files.length} packages`);
      for (const file of files) await unpack(join(debs, file), root);
      await verify(join(root, 'usr'));
      await moveInPlace(root, dirname(debianPrefix(cacheFolder)));
    }),
  );
}

async function privateApt(staging: string): Promise<string[]> {
  const lists = join(staging, 'lists');
  const cache = join(staging, 'cache');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  return ['-q', '-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`, '-o', 'Acquire::Retries=3'];
}

/** What the system lacks, and all of Rust itself: a compiler finds its std beside its own libraries only. */
async function neededPackages(apt: readonly string[]): Promise<string[]> {
  const lacking = await plannedPackages(apt);
  const onEmptySystem = await plannedPackages([...apt, '-o', 'Dir::State::status=/dev/null']);
  return [...new Set([...lacking, ...onEmptySystem.filter((name) => /^lib(std-rust|llvm)/.test(name))])];
}

async function plannedPackages(apt: readonly string[]): Promise<string[]> {
  const simulation = [...apt, 'install', '--simulate', '--reinstall', '--no-install-recommends'];
  const plan = orFail(
    await run('apt-get', [...simulation, ...pins.wasm.debianPackages]),
    'apt-get install --simulate',
  );
  return [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
}

async function unpack(deb: string, root: string): Promise<void> {
  const excludes = notUnpacked.map((pattern) => `--exclude=${pattern}`);
  const options = { buffer: false, stdin: 'ignore', cancelSignal: interruption.signal } as const;
  await execa('dpkg-deb', ['--fsys-tarfile', deb], options).pipe(
    'tar',
    ['-x', '-C', root, '--no-wildcards-match-slash', ...excludes],
    {
      cancelSignal: interruption.signal,
    },
  );
}

async function verify(prefix: string): Promise<void> {
  const folders = await readdir(join(prefix, 'lib'));
  const libraries = folders
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join(prefix, 'lib', name));
  const said = orFail(
    await run(join(prefix, 'bin', 'rustc'), ['--version'], { env: { LD_LIBRARY_PATH: libraries.join(':') } }),
    'rustc --version',
  );
  const version = /^rustc (\d+\.\d+\.\d+)/.exec(said)?.[1];
  if (version === undefined || !satisfies(version, pins.rust.range)) {
    orFail({ state: 'failed', reason: `expected Rust ${pins.rust.range}, found ${said}` }, 'rustc-web');
  }
}

function orFail(outcome: Outcome, what: string): string {
  if (outcome.state === 'succeeded') return outcome.stdout;
  throw new ToolchainError(
    'DEBIAN_RUST_FAILED',
    `${what}: ${outcome.reason}`,
    `rustup target add ${pins.wasm.target} (https://rustup.rs)`,
  );
}
