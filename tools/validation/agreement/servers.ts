import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { limitedLoad } from '../../bench/src/infer/server-targets.ts';
import { parseOptions } from '../../bench/src/plan/parse-options.ts';
import type { PlannedServer } from '../../bench/src/plan/plan.ts';
import type { BenchOptions } from '../../bench/src/schema/options.ts';

export const serverNames = ['rust-native', 'go', 'rust-wasm-aot', 'rust-wasm', 'node'] as const;
export const reference = 'rust-native';

/** A server of apps/ within the CPU limit of the configuration `pod`. */
export function limitedServer(
  server: string,
  launcher: BenchOptions['launcher'],
  workspaceRoot: string,
): PlannedServer {
  const { bench } = JSON.parse(readFileSync(join(workspaceRoot, 'apps', server, 'project.json'), 'utf8'));
  const options = parseOptions(server, { ...bench, ...limitedLoad, launcher });
  return { server, label: bench.label, options };
}
