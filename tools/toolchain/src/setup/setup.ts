import { ToolchainError } from '../errors.mjs';
import { type Tool, whatIsMissing } from '../find/what-is-missing.mjs';
import { cacheFolder as workspaceCache } from '../workspace.mjs';
import { installK6 } from './install-k6.ts';
import { installWasmStd } from './install-wasm-std.ts';
import { withLock } from './setup-lock.ts';
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
  await withLock(cacheFolder, async () => {
    await removeLeftovers(cacheFolder);
    // Asked again: whoever held the lock before us may have installed it.
    for (const tool of await whatIsMissing({ cacheFolder, searchPath })) await install(tool, cacheFolder);
  });
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
