import { toRoot } from '../../new-project.ts';
import type { Language } from '../language.ts';

/** Fastify in a worker for each CPU, bundled by esbuild: what apps/node of the plugin's own repository is. */
export const node: Language = {
  label: 'Node',
  needs: 'nothing',
  project: ({ folder }) => ({
    build: {
      inputs: ['default', { externalDependencies: ['esbuild', 'fastify'] }],
      options: { cwd: folder, command: 'node esbuild.config.mjs' },
    },
    bench: { command: ['node', `dist/${folder}/server.mjs`], artifacts: [`dist/${folder}/server.mjs`] },
  }),
  rewrite: (text, { folder }) => text.replace('../../dist/apps/node/', `${toRoot(folder)}dist/${folder}/`),
};
