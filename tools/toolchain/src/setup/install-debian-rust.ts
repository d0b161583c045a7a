import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import satisfies from 'semver/functions/satisfies.js';
import { ToolchainError } from '../errors.mjs';
import { debianPrefix } from '../find/wasm-std.mjs';
import { pins } from '../pins.mjs';
import { downloadPackages, packagesOf, planInstall, privateApt, unpackPackages } from './debian-packages.ts';
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
      step('reading the package lists');
      const apt = await privateApt(staging);
      const packages = await neededPackages(apt);

      step(`downloading ${packages.length} packages, about 170 MB`);
      orFail(await downloadPackages(apt, packages, staging), 'apt-get download');

      const root = join(staging, 'root');
      step(`unpacking ${packages.length} packages`);
      await unpackPackages(staging, root, notUnpacked);
      await verify(join(root, 'usr'));
      await moveInPlace(root, dirname(debianPrefix(cacheFolder)));
    }),
  );
}

/** What the system lacks, and all of Rust itself: a compiler finds its std beside its own libraries only. */
async function neededPackages(apt: readonly string[]): Promise<string[]> {
  const lacking = await planned(apt);
  const onEmptySystem = await planned([...apt, '-o', 'Dir::State::status=/dev/null']);
  return [...new Set([...lacking, ...onEmptySystem.filter((name) => /^lib(std-rust|llvm)/.test(name))])];
}

async function planned(apt: readonly string[]): Promise<string[]> {
  const plan = await planInstall(apt, pins.wasm.debianPackages);
  return packagesOf(orFail(plan, 'apt-get install --simulate'));
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
