import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { blocksOf, pages } from './pages.ts';

interface Comment {
  id: number;
  body: string;
}

let folder: string;
let server: Server;
let url: string;
let comments: Comment[];
let tokens: (string | undefined)[];
const marker = '<!-- wasi-bench compare -->';

/** The part of both platforms' APIs that comments are read and written by: pages of a list, one more, one changed. */
beforeEach(async () => {
  comments = [];
  tokens = [];
  folder = mkdtempSync(join(tmpdir(), 'docs-comment-'));
  mkdirSync(join(folder, 'dist/bench/compare'), { recursive: true });
  server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    const { authorization, 'private-token': token } = request.headers;
    tokens.push(authorization ?? String(token));
    const answer = (status: number, content: unknown) =>
      response.writeHead(status).end(JSON.stringify(content));
    const isList = /^\/(repos\/o\/r\/issues\/7\/comments|projects\/5\/merge_requests\/7\/notes)$/.test(
      pathname,
    );
    const id = Number(/(?:issues\/comments|notes)\/(\d+)$/.exec(pathname)?.[1]);
    if (request.method === 'GET' && isList) {
      const size = Number(searchParams.get('per_page'));
      const page = Number(searchParams.get('page'));
      return answer(200, comments.slice((page - 1) * size, page * size));
    }
    if (request.method === 'POST' && isList) {
      const comment = { id: comments.length + 1, body: await bodyOf(request) };
      comments.push(comment);
      return answer(201, comment);
    }
    const known = comments.find((comment) => comment.id === id);
    if (known && (request.method === 'PATCH' || request.method === 'PUT')) {
      known.body = await bodyOf(request);
      return answer(200, known);
    }
    return answer(404, { message: `${request.method} ${pathname}` });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()).body;
}

function documentOf(file: string) {
  const page = pages.find((each) => each.file === file)!;
  return parse(blocksOf(page, 'yaml')[0]!.value);
}

const github = () => {
  const { steps } = documentOf('docs/github-actions.md').jobs.compare;
  return {
    script: steps.find(({ name }: { name?: string }) => name === 'Comment').run as string,
    env: { GITHUB_API_URL: url, GITHUB_REPOSITORY: 'o/r', GH_TOKEN: 'secret', PR: '7' },
  };
};
const gitlab = () => ({
  script: (documentOf('docs/gitlab-ci.md').compare.after_script as string[]).join('\n'),
  env: { CI_API_V4_URL: url, CI_PROJECT_ID: '5', CI_MERGE_REQUEST_IID: '7', BENCH_TOKEN: 'secret' },
});

/** As the runners do: GitHub by `bash -e`. */
async function run({ script, env }: ReturnType<typeof github | typeof gitlab>) {
  return await execa('bash', ['-e', '-c', script], {
    cwd: folder,
    env: { ...env, no_proxy: '127.0.0.1' },
    all: true,
  });
}

test.each([
  ['GitHub', github],
  ['GitLab', gitlab],
] as const)('on %s the answer is one comment, however often it is posted and whatever others say', async (_, step) => {
  comments = Array.from({ length: 130 }, (__, at) => ({ id: at + 1, body: `Comment ${at}, not ${marker}` }));
  const others = comments.length;
  const write = (text: string) =>
    writeFileSync(join(folder, 'dist/bench/compare/compare.md'), `${marker}\n\n${text}\n`);
  write('**Go** is "slower": `1.05` $HOME \\ é');
  await run(step());
  expect(comments.slice(others)).toEqual([
    { id: 131, body: `${marker}\n\n**Go** is "slower": \`1.05\` $HOME \\ é\n` },
  ]);
  write('Now it is not');
  await run(step());
  expect(comments).toHaveLength(others + 1);
  expect(comments.at(-1)!.body).toBe(`${marker}\n\nNow it is not\n`);
  expect(comments.slice(0, others).every(({ body }) => body.startsWith('Comment'))).toBe(true);
  expect(new Set(tokens)).toEqual(new Set([step === github ? 'Bearer secret' : 'secret']));
});

test('a platform that refuses fails the step', async () => {
  writeFileSync(join(folder, 'dist/bench/compare/compare.md'), marker);
  const { script, env } = github();
  await expect(run({ script, env: { ...env, PR: '8' } })).rejects.toThrow(/404/);
});

test('without a comparison GitLab has nothing to post, and the job goes on', async () => {
  const { exitCode } = await run(gitlab());
  expect([exitCode, comments]).toEqual([0, []]);
});
