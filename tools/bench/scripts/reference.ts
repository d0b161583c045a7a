import { markdownTable } from 'markdown-table';
import { z } from 'zod';
import { bisectOptionsSchema, compareOptionsSchema } from '../src/compare/options.ts';
import { pluginOptionsSchema } from '../src/infer/plugin-options.ts';
import { declarationSchema, loadOptionsSchema } from '../src/schema/options.ts';

/** docs/reference.md, made from the schemas that the options are checked with. */
export function reference(): string {
  return `<!-- Made by tools/bench/scripts/write-generated.ts from the schemas: change those. -->

# Reference

Every option may stand in the \`bench\` block of a project, in \`targetDefaults\` of \`nx.json\` under
\`@wasi-bench/nx:bench\`, in \`targets.bench.options\` of a \`project.json\`, in a configuration, or on the command line
(\`--vus=100\`, lists separated by commas). The later wins.

## What a server is

${table(declarationSchema)}

## How it is measured

${table(loadOptionsSchema)}

## The plugin in nx.json

\`{ "plugin": "@wasi-bench/nx", "options": { … } }\`

${table(pluginOptionsSchema)}

## The suite

One project declares \`"bench": { "suite": true }\`. It gets the targets \`bench\` (the report on all servers),
\`prepare\` (the barrier: all servers built), \`compare\`, \`bisect\`, \`explain\`, \`live\`, \`publish\`, \`baseline\`, \`gate\` and \`noise\`;
\`nx show project <suite>\` describes each. \`"reference": "go"\` beside it names the server that the others are compared with in
words; without it that is the first by name.

## Comparing two revisions

\`nx run suite:compare\`: [gate a pull request](gate-a-pull-request.md).

${table(compareOptionsSchema)}

\`nx run suite:bisect\`, which commit a figure changed with:

${table(bisectOptionsSchema)}

## Configurations

\`quick\`: three rounds of 2 s of the closed scenario. \`pod\`: closed and then open at half of the server's own capacity, within a tenth of
a core and 256 MB ([method](method.md)). \`curve\`: the same within each of five limits from 0.05 to 1 core. \`ancestor\`: 50 VUs for 30 s, closed.

## Environment

| variable | meaning |
|---|---|
| \`K6_PATH\` | the k6 to use |
| \`BENCH_RUN_ID\` | part of the cache key: a new value measures everything afresh |
| \`GITHUB_STEP_SUMMARY\` | set by GitHub's workflows: the file that the report is added to as the job's summary |
| \`CHROMIUM_PATH\` | the Chromium that tests the report's page; default: the first on PATH |

## Files

\`dist/bench/<server>/result.json\` holds all rounds of one server, with k6's own summaries beside it, and
\`dist/bench/<server>/<cpus>-cpus/result.json\` those within one CPU limit of a list;
\`dist/bench/report.json\` is the aggregate that every other format is made from. Their JSON Schemas are
[result](../tools/bench/schemas/result.v1.schema.json) and [report](../tools/bench/schemas/report.v1.schema.json).
\`dist/bench/history.jsonl\` keeps the figures of every run, one line for each server: what the page's trends are drawn
from; \`publish\` adds it to the machine's own.
`;
}

function table(schema: z.ZodType): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  const rows = Object.entries(properties).map(([name, property]) => {
    if (typeof property === 'boolean') return [name, '', '', ''];
    const byDefault = property.default === undefined ? '' : `\`${JSON.stringify(property.default)}\``;
    return [
      `\`${name}\``,
      typeOf(property),
      required.includes(name) ? 'required' : byDefault,
      property.description ?? '',
    ];
  });
  return markdownTable([['option', 'type', 'default', 'meaning'], ...rows]);
}

function typeOf(property: z.core.JSONSchema.JSONSchema): string {
  if (property.enum) return property.enum.map((value) => `\`${value}\``).join(' or ');
  if (property.anyOf) {
    return property.anyOf.map((each) => (typeof each === 'boolean' ? '' : typeOf(each))).join(' or ');
  }
  return property.type === 'array' ? 'list' : String(property.type);
}
