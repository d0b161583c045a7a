import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { targetsOfPlugNPlay } from './targets-of-plug-n-play.ts';

const folder = mkdtempSync(join(tmpdir(), 'plug-n-play-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const files = ['a/project.json', 'suite/package.json', 'other/package.json', 'broken/project.json'];
write(files[0]!, '{ "bench": { "command": ["a"] }, /* as Nx reads it */ }');
write(files[1]!, '{ "bench": { "suite": true } }');
write(files[2]!, '{ "bench": { "files": ["*.js"] } }');
write(files[3]!, '{ "bench": ');
const loads = () => Promise.resolve();
const loadsNot = () => Promise.reject(new Error("Cannot find package '@nx/devkit'"));

test("where Plug'n'Play lets nothing be loaded, what is ours says so and nothing else is touched", async () => {
  expect(await targetsOfPlugNPlay(files, folder, loadsNot)).toBeUndefined();
  write('.pnp.cjs', '');
  expect(await targetsOfPlugNPlay(files, folder, loads)).toBeUndefined();
  const told = await targetsOfPlugNPlay(files, folder, loadsNot);
  expect(told?.map(([file, { projects }]) => [file, Object.keys(projects ?? {})])).toEqual([
    ['a/project.json', ['a']],
    ['suite/package.json', ['suite']],
  ]);
  expect(told?.[0]?.[1].projects?.a?.targets?.bench).toMatchObject({
    executor: '@wasi-bench/nx:invalid',
    options: { code: 'PNP_UNSUPPORTED' },
  });
});
