// Usage: nx run wasm-host:fuzz [--seconds=600]
// Builds the fuzzer with coverage of this workspace's own crates and of what they instantiate, and runs libFuzzer.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' } } });
if (!/^[1-9]\d{0,5}$/.test(values.seconds)) {
  process.stderr.write(
    `FUZZ_OPTION: --seconds must be a whole number above 0, found ${values.seconds}; correct it\n`,
  );
  process.exit(1);
}

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const build = [
  'build',
  '--profile',
  'jit',
  '-p',
  'wasm-host-fuzz',
  '--bin',
  'wasm-host-fuzz',
  '--features',
  'coverage',
];
const built = spawnSync('cargo', build, {
  stdio: 'inherit',
  // For members of the workspace alone: the dependencies stay those of every other build.
  env: { ...process.env, RUSTC_WORKSPACE_WRAPPER: here('rustc-with-coverage.mjs') },
});
if (built.status !== 0) process.exit(built.status ?? 1);

const corpus = 'dist/fuzz/wasm-host/corpus';
const findings = 'dist/fuzz/wasm-host/findings/';
mkdirSync(corpus, { recursive: true });
mkdirSync(findings, { recursive: true });
const fuzzer = spawn(
  `${process.env.CARGO_TARGET_DIR ?? 'target'}/jit/wasm-host-fuzz`,
  [
    corpus,
    here('seeds'),
    `-max_total_time=${values.seconds}`,
    `-artifact_prefix=${findings}`,
    '-max_len=4096',
    '-timeout=60',
    '-rss_limit_mb=1024',
    '-print_final_stats=1',
  ],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => fuzzer.kill(signal));
// The host has a line for each fault of a guest, of which there are thousands a second.
for await (const line of createInterface({ input: fuzzer.stderr })) {
  if (!line.startsWith('GUEST_')) process.stderr.write(`${line}\n`);
}
fuzzer.once('close', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
});
