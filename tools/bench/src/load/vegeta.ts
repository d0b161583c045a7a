import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { BenchError } from '../errors/bench-error.ts';
import type { Trend } from '../schema/trend.ts';
import { findGenerator } from './find-k6.mjs';

/**
 * Vegeta, a second generator of an open model (https://github.com/tsenart/vegeta): constant rate, compiled, so that it checks
 * k6's clock with code that shares none of k6's own. wrk and hey know no rate. Looked for in .toolchain/bin, then on PATH.
 */
export function findVegeta(workspaceRoot: string): string | undefined {
  return findGenerator('vegeta', workspaceRoot);
}

const inMs = z.number().transform((nanoseconds) => nanoseconds / 1e6);
const report = z.object({
  latencies: z.object({ '50th': inMs, '90th': inMs, '95th': inMs, '99th': inMs }),
  rate: z.number(),
  success: z.number(),
});

/** What Vegeta counted in one attack; requests/s as it sent them. */
export interface VegetaLoad {
  requestsPerSecond: number;
  latencyMs: Pick<Trend, 'p50' | 'p90' | 'p95' | 'p99'>;
}

/** @throws GENERATOR_FAILED when it ended otherwise than well or a request failed */
export async function attackWithVegeta(attack: {
  vegeta: string;
  url: string;
  rate: number;
  duration: string;
  connections: number;
  /** Of files that it needs. */
  folder: string;
  signal: AbortSignal;
}): Promise<VegetaLoad> {
  const targets = join(attack.folder, 'vegeta.targets');
  const results = join(attack.folder, 'vegeta.results');
  await writeFile(targets, `GET ${attack.url}\n`);
  const args = [
    'attack',
    `-targets=${targets}`,
    `-output=${results}`,
    `-rate=${attack.rate}`,
    `-duration=${attack.duration}`,
    `-connections=${attack.connections}`,
    `-workers=${attack.connections}`,
    '-max-body=0',
  ];
  const attacked = await execa(attack.vegeta, args, {
    stdin: 'ignore',
    reject: false,
    cancelSignal: attack.signal,
  });
  attack.signal.throwIfAborted();
  const said = await execa(attack.vegeta, ['report', '-type=json', results], {
    stdin: 'ignore',
    reject: false,
  });
  const parsed = report.safeParse(said.exitCode === 0 ? JSON.parse(said.stdout) : undefined);
  if (attacked.exitCode !== 0 || !parsed.success || parsed.data.success < 1) {
    throw new BenchError(
      'GENERATOR_FAILED',
      `expected vegeta to end well and every request to succeed, found exit code ${attacked.exitCode}: ${attacked.stderr || said.stderr || said.stdout}`,
      `See it happen: echo "GET ${attack.url}" | ${attack.vegeta} attack -rate=${attack.rate} -duration=${attack.duration} | ${attack.vegeta} report`,
    );
  }
  const { latencies, rate } = parsed.data;
  return {
    requestsPerSecond: rate,
    latencyMs: {
      p50: latencies['50th'],
      p90: latencies['90th'],
      p95: latencies['95th'],
      p99: latencies['99th'],
    },
  };
}
