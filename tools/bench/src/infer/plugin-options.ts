import { z } from 'zod';
import { BenchError } from '../errors/bench-error.ts';

/** Options of the plugin in nx.json. */
export const pluginOptionsSchema = z.strictObject({
  targetName: z
    .string()
    .min(1)
    .default('bench')
    .describe('Name of the inferred target of servers and suite.'),
  prepareTargetName: z
    .string()
    .min(1)
    .default('prepare')
    .describe('Name of the barrier before the first round.'),
  buildTargetName: z.string().min(1).default('build').describe('Target that makes a server, if it has one.'),
  scenarioFolder: z.string().min(1).default('k6').describe('Folder of the k6 scripts.'),
});

export type PluginOptions = z.infer<typeof pluginOptionsSchema>;

/** @throws DECLARATION_INVALID */
export function parsePluginOptions(given: unknown): PluginOptions {
  const parsed = pluginOptionsSchema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  throw new BenchError(
    'DECLARATION_INVALID',
    `the options of @wasi-bench/nx in nx.json: ${z.prettifyError(parsed.error)}`,
    `Known options: ${Object.keys(pluginOptionsSchema.shape).join(', ')}.`,
  );
}
