import { readNxJson, type Tree } from '@nx/devkit';
import { optionsInNxJson, type PluginOptions, parsePluginOptions } from '../infer/plugin-options.ts';

/** The plugin's options in nx.json, the defaults where it is not there. @throws DECLARATION_INVALID */
export function pluginOptionsOf(tree: Tree): PluginOptions {
  return parsePluginOptions(optionsInNxJson(readNxJson(tree) ?? {}));
}
