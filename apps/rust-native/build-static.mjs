// node apps/rust-native/build-static.mjs: the program of the image, static, into dist/apps/rust-native-static.
// By musl, where rustup has it or can get it; else by glibc, which is more than twice as large.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @type {(program: string, ...args: string[]) => string} */
const ask = (program, ...args) => spawnSync(program, args, { encoding: 'utf8' }).stdout?.trim() ?? '';
const native = ask('rustc', '--print', 'host-tuple');
const musl = native.replace('-gnu', '-musl');

/** @param {string} target */
const hasStd = (target) => {
  const folder = ask('rustc', '--print', 'target-libdir', '--target', target);
  return folder !== '' && existsSync(folder);
};

if (!hasStd(musl)) spawnSync('rustup', ['target', 'add', musl], { stdio: 'inherit' });
const target = hasStd(musl) ? musl : native;
if (target !== musl)
  console.warn(`no std for ${musl} is to be had: the image's program is built for ${native}`);

const build = spawnSync('cargo', ['build', '--profile', 'image', '-p', 'rust-native', '--target', target], {
  stdio: 'inherit',
  env: {
    ...process.env,
    RUSTFLAGS: `${process.env.RUSTFLAGS ?? ''} -C target-feature=+crt-static`.trim(),
    // A panic ends the container, which its engine may restart, and not the one connection: a tenth of the size.
    CARGO_PROFILE_IMAGE_PANIC: 'abort',
  },
});
if (build.status !== 0) process.exit(build.status ?? 1);

const folder = join('dist', 'apps', 'rust-native-static');
mkdirSync(folder, { recursive: true });
copyFileSync(join('target', target, 'image', 'rust-native'), join(folder, 'rust-native'));
writeFileSync(join(folder, 'build.json'), `${JSON.stringify({ target })}\n`);
