import { toRoot } from '../../new-project.ts';
import type { Language } from '../language.ts';

/** hyper and tokio: what apps/rust-native of the plugin's own repository is, with the crates it stands on. */
export const rust: Language = {
  label: 'Rust',
  needs: 'Rust 1.95 or newer (https://rustup.rs)',
  project: ({ folder, name }) => {
    const target = `${toRoot(folder)}dist/target/${name}`;
    return {
      build: {
        inputs: ['default', { runtime: 'rustc --version' }],
        options: {
          cwd: folder,
          parallel: false,
          commands: [
            `cargo build --release --target-dir ${target}`,
            `mkdir -p ${toRoot(folder)}dist/${folder}`,
            `cp ${target}/release/${name} ${toRoot(folder)}dist/${folder}/`,
          ],
        },
      },
      bench: { command: [`dist/${folder}/${name}`], artifacts: [`dist/${folder}/${name}`] },
    };
  },
  rewrite: (text, { name }) => text.replace('name = "rust-native"', `name = "${name}"`),
};
