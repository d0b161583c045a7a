import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import yargsParser from 'yargs-parser';
import { repositoryFiles } from './files.ts';
import { workspaceRoot } from './nx.ts';
import type { NxFacts } from './nx-facts.ts';

/** `@wasi-bench/nx:bench`, or a folder of this workspace: `./tools/validation:validate`. */
const ownThings = /^(?:@wasi-bench\/nx|\.\/(?<folder>[^:]+)):(?<name>.+)$/;
/** Commands of Nx that run no target of a project; `nx --help` lists them. */
const otherCommands = new Set(['graph', 'reset', 'add', 'release', 'migrate', 'report', 'init']);
const lists = ['t', 'target', 'targets', 'p', 'projects', 'exclude'];

export interface Context {
  readonly facts: NxFacts;
  /** Names of projects that the page has its reader make. */
  readonly declared: readonly string[];
}

/** What is wrong with the words after `nx`. */
export function faultsOfNxCall(words: readonly string[], context: Context): string[] {
  const [command = '', ...rest] = words;
  if (command === 'run') return faultsOfRun(rest, context);
  if (command === 'run-many' || command === 'affected') return faultsOfMany(rest, context);
  if (command === 'g' || command === 'generate') return faultsOfGenerator(rest);
  if (command === 'show') return rest[0] === 'project' ? faultsOfProject(rest[1] ?? '', context) : [];
  if (otherCommands.has(command)) return [];
  // `nx <target> <project>`
  const [project = '', ...options] = rest;
  return faultsOfRun([`${project}:${command}`, ...options], context);
}

function faultsOfRun([subject = '', ...rest]: string[], context: Context): string[] {
  const [project = '', target = '', configuration] = subject.split(':');
  const names = projectsMeant(project, context);
  if (names.length === 0) return [`no project ${project}`];
  const having = names.filter((name) => context.facts.projects[name]?.targets[target]);
  if (having.length === 0) return [`${project} has no target ${target}`];
  const options = yargsParser(rest, { string: ['configuration', 'c'], alias: { c: 'configuration' } });
  return faultsOfOptions(having, [target], { ...options, ...(configuration && { configuration }) }, context);
}

function faultsOfMany(rest: string[], context: Context): string[] {
  const given = yargsParser(rest, { array: lists, string: [...lists, 'c', 'configuration'] });
  const listOf = (...names: string[]) =>
    names.flatMap((name) => (given[name] ?? []) as string[]).flatMap((list) => list.split(','));
  const targets = listOf('t', 'target', 'targets');
  const named = listOf('p', 'projects');
  const unknown = named.filter((name) => projectsMeant(name, context).length === 0);
  const names = named.length > 0 ? named : Object.keys(context.facts.projects);
  const missing = targets.filter(
    (target) => !names.some((name) => context.facts.projects[name]?.targets[target]),
  );
  return [
    ...unknown.map((name) => `no project ${name}`),
    ...missing.map((target) => `no project has a target ${target}`),
    ...(targets.length === 0 ? ['names no target'] : []),
    ...faultsOfOptions(names, targets, given, context),
  ];
}

/** Each option must be one of Nx itself, or of the executor of each of the targets. */
function faultsOfOptions(
  names: readonly string[],
  targets: readonly string[],
  given: yargsParser.Arguments,
  { facts }: Context,
): string[] {
  const { _: positional, configuration, c, ...options } = given;
  const own = names.flatMap((name) =>
    targets.flatMap((target) =>
      facts.projects[name]?.targets[target]
        ? [{ name, target, ...facts.projects[name]!.targets[target]! }]
        : [],
    ),
  );
  const asked = configuration ?? c;
  const unknown = asked !== undefined && !own.some(({ configurations }) => configurations.includes(asked));
  return [
    ...positional.map((word) => `${word} is no option`),
    ...(unknown ? [`no configuration ${asked}`] : []),
    ...Object.keys(options)
      .filter((option) => !isCamelCased(option, options) && !facts.taskOptions.includes(option))
      .filter(
        (option) => !own.some((target) => knowsOption(target, facts.projects[target.name]!.root, option)),
      )
      .map((option) => `no option --${option}`),
  ];
}

/** yargs-parser gives `--skip-nx-cache` under both spellings; the one with dashes is skipped where Nx knows the other. */
function isCamelCased(option: string, options: object): boolean {
  return (
    option.includes('-') && option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) in options
  );
}

function knowsOption({ executor }: { executor: string }, root: string, option: string): boolean {
  if (ownThings.test(executor)) return optionsOfSchema('executors', executor).includes(option);
  // A program takes what Nx does not know; it has to name the option itself.
  const sources = repositoryFiles.filter((file) => file.startsWith(`${root}/`) && /\.(mjs|ts)$/.test(file));
  return sources.some((file) =>
    new RegExp(`\\b${option}\\b`).test(readFileSync(join(workspaceRoot, file), 'utf8')),
  );
}

function faultsOfGenerator([generator = '', ...rest]: string[]): string[] {
  if (!ownThings.test(generator)) return [];
  const known = optionsOfSchema('generators', generator);
  if (known.length === 0) return [`no generator ${generator}`];
  const { _: positional, ...options } = yargsParser(rest);
  const unknown = Object.keys(options).filter((option) => !known.includes(option));
  return [
    ...unknown.map((option) => `no option --${option}`),
    ...(positional.length > 1 ? ['too many words'] : []),
  ];
}

/** The options in the schema of an executor or a generator of this workspace; none where there is no such thing. */
function optionsOfSchema(kind: 'executors' | 'generators', thing: string): string[] {
  const { folder = 'tools/bench', name = '' } = ownThings.exec(thing)?.groups ?? {};
  const list = join(workspaceRoot, folder, `${kind}.json`);
  if (!existsSync(list)) return [];
  const schema = JSON.parse(readFileSync(list, 'utf8'))[kind][name]?.schema;
  if (schema === undefined) return [];
  return Object.keys(JSON.parse(readFileSync(join(dirname(list), schema), 'utf8')).properties);
}

/** `<server>` stands for any server; a project that the page makes is like the servers of this workspace. */
function projectsMeant(name: string, { facts, declared }: Context): string[] {
  if (facts.projects[name]) return [name];
  const servers = Object.keys(facts.projects).filter(
    (project) => facts.projects[project]!.targets.bench?.executor === '@wasi-bench/nx:bench',
  );
  return /^<[\w-]+>$/.test(name) || declared.includes(name) ? [...servers, 'suite'] : [];
}

function faultsOfProject(name: string, context: Context): string[] {
  return projectsMeant(name, context).length > 0 ? [] : [`no project ${name}`];
}
