import { readNxJson, type Tree } from '@nx/devkit';
import { type PluginOptions, parsePluginOptions } from '../infer/plugin-options.ts';

export const pluginName = '@wasi-bench/nx';

/** The plugin's options in nx.json, the defaults where it is not there. */
export function pluginOptionsOf(tree: Tree): PluginOptions {
  const entry = readNxJson(tree)?.plugins?.find(isOurs);
  return parsePluginOptions(typeof entry === 'object' ? entry.options : undefined);
}

export function isOurs(entry: string | { plugin: string }): boolean {
  return (typeof entry === 'string' ? entry : entry.plugin) === pluginName;
}
