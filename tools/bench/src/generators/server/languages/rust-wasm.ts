import { basename } from 'node:path';
import type { NewProject } from '../../new-project.ts';
import { toRoot } from '../../new-project.ts';
import type { Language, Surroundings } from '../language.ts';

/** A workspace that has the host of this project builds and serves with what is there. */
const ownHost = {
  project: 'libs/wasm-host/project.json',
  program: 'dist/libs/wasm-host/jit/wasm-host',
  cargo: 'tools/toolchain/bin/cargo-wasm.mjs',
};

/** The handlers of the Rust server as a wasi:http 0.2 component, compiled when it is served. */
export const rustWasm: Language = {
  label: 'Rust Wasm',
  needs:
    'Rust 1.95 or newer with `rustup target add wasm32-unknown-unknown`, and a host: wasmtime on PATH (https://wasmtime.dev), or --wasmHost',
  project: (app, surroundings) => {
    const component = `dist/${app.folder}/component.wasm`;
    const { command, hasForeignStack, ...built } = hostOf(component, surroundings);
    return {
      build: {
        ...built,
        inputs: ['default', { runtime: 'rustc --version' }],
        options: { cwd: app.folder, parallel: false, commands: buildCommands(app, surroundings) },
      },
      bench: { command, artifacts: [command[0]!, component].filter((path) => path.includes('/')) },
      hasForeignStack,
    };
  },
  rewrite: (text, { name }) => text.replace('name = "component"', `name = "${name}"`),
};

function buildCommands({ folder, name }: NewProject, { exists }: Surroundings): string[] {
  const root = toRoot(folder);
  const cargo = exists(ownHost.cargo) ? `node ${root}${ownHost.cargo}` : 'cargo';
  const [triple, target] = ['wasm32-unknown-unknown', `${root}dist/target/${name}`];
  const core = `${target}/${triple}/release/${name.replaceAll('-', '_')}.wasm`;
  return [
    `${cargo} build --release --target ${triple} --target-dir ${target}`,
    `mkdir -p ${root}dist/${folder}`,
    `npx jco new ${core} -o ${root}dist/${folder}/component.wasm`,
  ];
}

function hostOf(component: string, { wasmHost, exists }: Surroundings) {
  const isThere = exists(ownHost.project);
  const host = wasmHost ?? (isThere ? ownHost.program : 'wasmtime');
  const isOwn = host === ownHost.program && isThere;
  // wasmtime answers some malformed requests otherwise than the contract wants: a component has no part in that.
  const hasForeignStack = basename(host) === 'wasmtime';
  // The host of this project takes HOST and PORT, as every server of the contract does.
  const args = hasForeignStack ? ['serve', '--addr', '{host}:{port}'] : ['serve'];
  return {
    command: [host, ...args, component],
    hasForeignStack,
    ...(isOwn && { dependsOn: [{ projects: ['wasm-host'], target: 'build' }] }),
  };
}
