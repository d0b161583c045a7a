import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Registry, startRegistry, whyNoRegistry } from './registry.ts';

const ancestor = readFileSync(new URL('../src/explain/fixture/ancestor.txt', import.meta.url), 'utf8');

const noRegistry = whyNoRegistry();
if (noRegistry) console.warn(`skipped: ${noRegistry}`);

describe.skipIf(noRegistry)('explain in an empty folder, from a registry', () => {
  let registry: Registry;
  let folder: string;
  beforeAll(async () => {
    registry = await startRegistry();
    folder = mkdtempSync(join(tmpdir(), 'bench-explain-'));
  }, 120_000);
  afterAll(async () => {
    await registry?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const explain = (...args: string[]) =>
    execa('npx', ['--yes', '@wasi-bench/explain', ...args], {
      cwd: folder,
      env: registry.env,
      input: ancestor,
      reject: false,
    });

  test('npx needs nothing but it', async () => {
    const { stdout, exitCode } = await explain();
    expect(stdout).toMatch(/WASM AOT binary: 1,142 requests\/s[\s\S]*FOUND +delayed-ack-stall/);
    expect(exitCode).toBe(0);
    const list = await execa('npm', ['view', '@wasi-bench/explain', '--json'], { env: registry.env });
    const { dependencies, peerDependencies } = JSON.parse(list.stdout);
    expect({ dependencies, peerDependencies }).toEqual({});
  });

  test('JSON goes to standard output alone, and a wrong call says how it is called', async () => {
    expect(JSON.parse((await explain('--json', '-')).stdout)).toHaveLength(5);
    const wrong = await explain('--speed');
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/npx @wasi-bench\/explain/) });
  });
});
