import { toRoot } from '../../new-project.ts';
import type { Language } from '../language.ts';

/** net/http alone: what apps/go of the plugin's own repository is. */
export const go: Language = {
  label: 'Go',
  needs: 'Go 1.26 or newer',
  project: ({ folder, name }) => ({
    build: {
      inputs: ['default', { runtime: 'go version' }],
      options: {
        cwd: folder,
        command: `go build -trimpath -buildvcs=false -ldflags="-s -w" -o ${toRoot(folder)}dist/${folder}/${name} .`,
        // A module by itself, also where the workspace has a go.work.
        env: { CGO_ENABLED: '0', GOWORK: 'off' },
      },
    },
    bench: { command: [`dist/${folder}/${name}`], artifacts: [`dist/${folder}/${name}`] },
  }),
  // A path of one word may be one of the toolchain's own, such as `go`.
  rewrite: (text, { name }) =>
    text
      .replace('module wasi-bench/go', `module example.com/${name}`)
      .replace('// Command go ', `// Command ${name} `),
};
