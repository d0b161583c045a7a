import { pins } from '../pins.mjs';
import type { Source } from './fix.ts';

/** A program that is found by its name on PATH and says its version itself. */
export interface Program {
  readonly tool: string;
  /** Names that it goes by, the usual one first. */
  readonly names: readonly string[];
  readonly versionArgs: readonly string[];
  /** Range in npm's notation; any version will do without it. */
  readonly range?: string;
  readonly neededFor: string;
  readonly required: boolean;
  readonly source: Source;
}

export const programs: readonly Program[] = [
  {
    tool: 'Node',
    names: ['node'],
    versionArgs: ['--version'],
    range: pins.node.range,
    neededFor: 'Nx, the bench, the server node',
    required: true,
    source: { brew: 'node@24', page: 'https://nodejs.org/en/download' },
  },
  {
    tool: 'npm',
    names: ['npm'],
    versionArgs: ['--version'],
    neededFor: 'npm ci',
    required: true,
    source: { page: 'https://nodejs.org/en/download' },
  },
  {
    tool: 'git',
    names: ['git'],
    versionArgs: ['--version'],
    neededFor: 'nx affected, the revision in a result',
    required: true,
    source: { brew: 'git', apt: 'git', page: 'https://git-scm.com/downloads' },
  },
  {
    tool: 'Rust',
    names: ['rustc'],
    versionArgs: ['--version'],
    range: pins.rust.range,
    neededFor: 'rust-native, rust-wasm, rust-wasm-aot',
    required: true,
    source: { page: 'rustup update stable (first https://rustup.rs)' },
  },
  {
    tool: 'Cargo',
    names: ['cargo'],
    versionArgs: ['--version'],
    range: pins.rust.range,
    neededFor: 'rust-native, rust-wasm, rust-wasm-aot',
    required: true,
    source: { page: 'rustup update stable (first https://rustup.rs)' },
  },
  {
    tool: 'C linker',
    names: ['cc', 'gcc', 'clang'],
    versionArgs: ['-dumpversion'],
    neededFor: 'rustc, which links with it',
    required: true,
    source: {
      apt: 'gcc libc6-dev',
      page: process.platform === 'darwin' ? 'xcode-select --install' : 'https://gcc.gnu.org',
    },
  },
  {
    tool: 'Go',
    names: ['go'],
    versionArgs: ['version'],
    range: pins.go.range,
    neededFor: 'the server go, installing k6',
    required: true,
    source: { brew: 'go', page: 'https://go.dev/dl/' },
  },
  {
    tool: 'wrk',
    names: ['wrk'],
    versionArgs: ['--version'],
    neededFor: 'the scenario saturation',
    required: false,
    source: { brew: 'wrk', apt: 'wrk', page: 'https://github.com/wg/wrk' },
  },
  {
    tool: 'oha',
    names: ['oha'],
    versionArgs: ['--version'],
    neededFor: 'a second opinion on latency',
    required: false,
    source: { brew: 'oha', page: 'cargo install oha' },
  },
  {
    tool: 'Chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'chrome'],
    versionArgs: ['--version'],
    neededFor: 'tests of the HTML report',
    required: false,
    source: {
      brew: 'chromium',
      apt: 'chromium',
      page: 'https://www.chromium.org/getting-involved/download-chromium/',
    },
  },
];
