import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { faultsOf } from './commands.ts';
import { blocksOf, pages, placeOf } from './pages.ts';
import { commandsIn } from './shell.ts';

const facts = inject('nxFacts');

/** The keywords that the pages use, as GitLab's reference has them (CI/CD YAML syntax reference); no other passes. */
const gitlabJob = z.strictObject({
  image: z.string().optional(),
  tags: z.array(z.string()).optional(),
  variables: z.record(z.string(), z.string()).optional(),
  rules: z.array(z.strictObject({ if: z.string() })).optional(),
  resource_group: z.string().optional(),
  cache: z.strictObject({ key: z.string(), paths: z.array(z.string()) }).optional(),
  before_script: z.array(z.string()).optional(),
  script: z.array(z.string()),
  after_script: z.array(z.string()).optional(),
  artifacts: z
    .strictObject({ when: z.enum(['always', 'on_failure', 'on_success']), paths: z.array(z.string()) })
    .optional(),
});
const gitlabPipeline = z.record(z.string(), gitlabJob);

/** An object of Kubernetes has its own test, kubernetes.test.ts. */
const blocks = pages
  .flatMap((page) => blocksOf(page, 'yaml').map((block) => [placeOf(page, block), block.value] as const))
  .filter(([, text]) => !('apiVersion' in parse(text)));
const isWorkflow = (text: string) => 'jobs' in parse(text);
const workflows = blocks.filter(([, text]) => isWorkflow(text));
const pipelines = blocks.filter(([, text]) => !isWorkflow(text));

/** What GitHub's own parser says against a workflow. */
async function faultsOfWorkflow(content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: 'bench.yml', content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

/** The shell lines of a workflow's steps, or of a pipeline's jobs. */
function scriptOf(text: string): string[] {
  const document = parse(text) as Record<string, unknown>;
  const jobs = Object.values((document.jobs as object) ?? document) as Record<string, unknown>[];
  const lines = jobs.flatMap((job) => [
    ...((job.before_script as string[]) ?? []),
    ...((job.script as string[]) ?? []),
    ...((job.after_script as string[]) ?? []),
    ...((job.steps as { run?: string }[]) ?? []).flatMap(({ run }) => (run ? [run] : [])),
  ]);
  // Expressions of GitHub are values; a shell that meets them braced would not know them.
  return lines.flatMap((line) =>
    line
      .replaceAll(/\$\{\{.*?\}\}/g, 'value')
      .replaceAll('\\\n', ' ')
      .split('\n'),
  );
}

test.each(workflows)('the workflow at %s is one to GitHub', async (_, text) => {
  expect(await faultsOfWorkflow(text)).toEqual([]);
});

test.each(pipelines)('the pipeline at %s has jobs of known keywords', (_, text) => {
  expect(gitlabPipeline.safeParse(parse(text)).error).toBeUndefined();
});

test.each(blocks)('the scripts at %s call only what there is', (_, text) => {
  const commands = scriptOf(text).flatMap(commandsIn);
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.flatMap((command) => faultsOf(command, { facts, declared: [] }))).toEqual([]);
});

test('a workflow or pipeline with a wrong keyword is found', async () => {
  expect(workflows.length).toBeGreaterThan(0);
  expect(pipelines.length).toBeGreaterThan(0);
  const workflow = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - runs: npm ci\n';
  expect(await faultsOfWorkflow(workflow)).not.toEqual([]);
  expect(gitlabPipeline.safeParse({ a: { scripts: ['npm ci'] } }).success).toBe(false);
  expect(scriptOf(workflow.replace('runs:', 'run:'))).toEqual(['npm ci']);
});
