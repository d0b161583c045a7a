import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pins } from '../pins.mjs';
import { workspaceRoot } from '../workspace.mjs';

/** @typedef {{ state: 'found', version: string } | { state: 'missing', fix: string }} Componentizer */

/**
 * jco, which makes a component of a core module; npm installs it with the workspace.
 * @param {string} [root]
 * @returns {Componentizer}
 */
export function findComponentizer(root = workspaceRoot) {
  try {
    const manifest = readFileSync(
      join(root, 'node_modules', pins.componentizer.package, 'package.json'),
      'utf8',
    );
    return { state: 'found', version: JSON.parse(manifest).version };
  } catch {
    return { state: 'missing', fix: 'npm ci' };
  }
}
