import { execaSync } from 'execa';
import { createWorkspace, type Workspace } from './workspace.ts';

/** A workspace that is a git repository. */
export interface Repository extends Workspace {
  readonly git: (...args: string[]) => string;
  /** Commits all that there is. @returns the commit */
  readonly commit: (subject: string) => string;
}

/** A server that burns some CPU for each request, in thousands of steps. */
export const burning = (steps: number) => `
import { createServer } from 'node:http';

const server = createServer((_, response) => {
  let sum = 0;
  for (let step = 0; step < ${steps}e3; step += 1) sum += step % 7;
  response.end(String(sum));
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;

export function createRepository(servers: Record<string, { steps: number; bench?: object }>): Repository {
  const workspace = createWorkspace(
    Object.fromEntries(
      Object.entries(servers).map(([name, { bench }]) => [
        name,
        { command: ['node', `servers/${name}/server.mjs`], readyPath: '/', warmup: '0s', ...bench },
      ]),
    ),
  );
  for (const [name, { steps }] of Object.entries(servers)) {
    workspace.write(`servers/${name}/server.mjs`, burning(steps));
  }
  workspace.write('.gitignore', 'node_modules\ndist\n.nx\n');
  const git = (...args: string[]) => execaSync('git', args, { cwd: workspace.root, env: identity }).stdout;
  const commit = (subject: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', subject);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch=main');
  commit('Begin');
  return { ...workspace, git, commit };
}

const identity = {
  GIT_AUTHOR_NAME: 'e2e',
  GIT_AUTHOR_EMAIL: 'e2e@example.test',
  GIT_COMMITTER_NAME: 'e2e',
  GIT_COMMITTER_EMAIL: 'e2e@example.test',
  GIT_CONFIG_GLOBAL: '/dev/null',
};
