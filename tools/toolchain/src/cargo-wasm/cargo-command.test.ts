import { expect, it } from 'vitest';
import { cargoCommand } from './cargo-command.mjs';

const debian = { state: 'found', source: 'debian', prefix: '/cache/usr' } as const;

it('leaves Cargo alone where the compiler has the std', () => {
  const env = { PATH: '/usr/bin' };
  const std = { state: 'found', source: 'rustup', sysroot: '/sysroot' } as const;
  expect(cargoCommand(std, ['build', '--release'], env)).toEqual({
    file: 'cargo',
    args: ['build', '--release'],
    env,
  });
});

it('lets Cargo build the std from the sources beside the other compiler', () => {
  const command = cargoCommand(debian, ['build', '--target', 'wasm32-unknown-unknown'], { PATH: '/usr/bin' });
  expect(command).toMatchObject({
    file: '/cache/usr/bin/cargo',
    args: ['build', '--target', 'wasm32-unknown-unknown', '-Zbuild-std=std,panic_abort'],
    env: {
      PATH: '/usr/bin',
      RUSTC: '/cache/usr/bin/rustc',
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: '/cache/usr/bin/wasm-ld-19',
    },
  });
});

it('keeps what follows -- for the program that gets it', () => {
  const { args } = cargoCommand(debian, ['clippy', '--', '-D', 'warnings'], {});
  expect(args).toEqual(['clippy', '-Zbuild-std=std,panic_abort', '--', '-D', 'warnings']);
});

it('keeps a -Zbuild-std that the caller chose', () => {
  expect(cargoCommand(debian, ['build', '-Zbuild-std=core'], {}).args).toEqual(['build', '-Zbuild-std=core']);
});
