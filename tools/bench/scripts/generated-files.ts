import { bisectOptionsSchema, compareOptionsSchema } from '../src/compare/options.ts';
import { executorSchema, revisionSchema } from './executor-schema.ts';
import { theLoadDecides } from './loads-table.ts';
import { projectSchema } from './project-schema.ts';
import { reference } from './reference.ts';

/** Files of the repository that are made from the options' schemas and from published results, and their content. */
export const generatedFiles = (): { file: URL; content: string }[] => [
  {
    file: new URL('../src/executors/bench/schema.json', import.meta.url),
    content: `${JSON.stringify(executorSchema(), undefined, 2)}\n`,
  },
  {
    file: new URL('../src/executors/compare/schema.json', import.meta.url),
    content: `${JSON.stringify(revisionSchema('Comparison of two revisions', compareOptionsSchema), undefined, 2)}\n`,
  },
  {
    file: new URL('../src/executors/bisect/schema.json', import.meta.url),
    content: `${JSON.stringify(revisionSchema('Search for the commit that a figure changed with', bisectOptionsSchema), undefined, 2)}\n`,
  },
  {
    file: new URL('../schemas/project.schema.json', import.meta.url),
    content: `${JSON.stringify(projectSchema(), undefined, 2)}\n`,
  },
  { file: new URL('../../../docs/reference.md', import.meta.url), content: reference() },
  theLoadDecides(),
];
