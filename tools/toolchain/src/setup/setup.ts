import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { ToolchainError } from '../errors.mjs';
import { type Tool, whatIsMissing } from '../find/what-is-missing.mjs';
import { cacheFolder as workspaceCache } from '../workspace.mjs';
import { installK6 } from './install-k6.ts';
import { installWasmStd } from './install-wasm-std.ts';
import { removeLeftovers } from './staging.ts';

export interface SetupOptions {
  /** Where everything goes; by default the workspace's. */
  readonly cacheFolder?: string;
  /** In the form of PATH; where a k6 is looked for. */
  readonly searchPath?: string;
}

/** Installs what is missing, one after the other, and resolves once all is there. @throws ToolchainError */
export async function setup(options: SetupOptions = {}): Promise<void> {
  const { cacheFolder = workspaceCache, searchPath } = options;
  const release = await takeLock(cacheFolder);
  try {
    await removeLeftovers(cacheFolder);
    // Asked again: whoever held the lock before us may have installed it.
    for (const tool of await whatIsMissing({ cacheFolder, searchPath })) await install(tool, cacheFolder);
  } finally {
    await release();
  }
}

async function install(tool: Tool, cacheFolder: string): Promise<void> {
  switch (tool) {
    case 'k6':
      return installK6(cacheFolder);
    case 'wasm-std':
      return installWasmStd(cacheFolder);
    case 'componentizer':
      throw new ToolchainError(
        'JCO_MISSING',
        'expected @bytecodealliance/jco in node_modules, found none',
        'npm ci',
      );
  }
}

/** Waits for another set-up to end, 15 minutes at most; one that was killed is taken for dead after 10 s. */
async function takeLock(cacheFolder: string): Promise<() => Promise<void>> {
  await mkdir(cacheFolder, { recursive: true });
  const lockfilePath = join(cacheFolder, 'setup.lock');
  try {
    return await lock(cacheFolder, {
      lockfilePath,
      stale: 10_000,
      retries: { forever: true, maxRetryTime: 900_000, minTimeout: 500, maxTimeout: 2000 },
    });
  } catch (cause) {
    throw new ToolchainError(
      'SETUP_LOCKED',
      `${lockfilePath}: expected to get the lock within 15 minutes, found it held by another set-up`,
      'End the other set-up and run this one again.',
      { cause },
    );
  }
}
