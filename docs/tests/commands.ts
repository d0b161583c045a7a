import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from './nx.ts';
import { type Context, faultsOfNxCall } from './nx-call.ts';
import type { Command } from './shell.ts';

/** Programs of others whose arguments are theirs; a name that is not here is a slip of the pen. */
const programsOfOthers = new Set([
  ...[
    'cargo',
    'ctr',
    'cd',
    'curl',
    'date',
    'docker',
    'git',
    'go',
    'kubectl',
    'mkdir',
    'nproc',
    'python3',
    'rustup',
    'k6',
    'tar',
    'test',
    'wasm-host',
  ],
]);
const explainPackage = JSON.parse(
  readFileSync(join(workspaceRoot, 'tools/explain/package.json'), 'utf8'),
) as {
  name: string;
};
const npmCommands = new Set(['ci', 'install', 'pack', 'publish']);
const { scripts } = JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8')) as {
  scripts: object;
};

/** What is wrong with a command that a page tells its reader to type. */
export function faultsOf({ words }: Command, context: Context): string[] {
  const [program = '', ...rest] = words;
  const faults = faultsOfProgram(program, rest, context);
  return faults.map((fault) => `${words.join(' ')}: ${fault}`);
}

function faultsOfProgram(program: string, rest: readonly string[], context: Context): string[] {
  if (program === 'npx') return faultsOfNpx(rest, context);
  if (program === 'nx') return faultsOfNxCall(rest, context);
  if (program === 'npm') return faultsOfNpm(rest, context);
  if (program === 'node')
    return rest[0]?.startsWith('-') || existsSync(join(workspaceRoot, rest[0] ?? ''))
      ? []
      : [`no file ${rest[0]}`];
  return programsOfOthers.has(program) ? [] : [`no program ${program}`];
}

function faultsOfNpx([program = '', ...rest]: readonly string[], context: Context): string[] {
  if (program === 'nx') return faultsOfNxCall(rest, context);
  if (program.startsWith('create-nx-workspace@')) return [];
  if (program === explainPackage.name) return [];
  // What the package brings; a checkout of its sources has no program of that name.
  if (program === 'wasi-bench')
    return ['explain', 'verdict'].includes(rest[0] ?? '') ? [] : [`no command ${rest[0]}`];
  const { bin = {} } = JSON.parse(readFileSync(join(workspaceRoot, 'tools/bench/package.json'), 'utf8'));
  if (program in bin || program === 'vitest') return [];
  return [`no program ${program}`];
}

function faultsOfNpm([command = '', ...rest]: readonly string[], context: Context): string[] {
  const script = command === 'run' ? rest[0] : command === 'test' ? 'test' : undefined;
  if (script === undefined) return npmCommands.has(command) ? [] : [`no command ${command} of npm`];
  if (!(script in scripts)) return [`no script ${script}`];
  // What follows goes to `nx run-many -t test …`.
  const passedOn = rest.includes('--') ? rest.slice(rest.indexOf('--') + 1) : [];
  return script === 'test' && passedOn.length > 0
    ? faultsOfNxCall(['run-many', '-t', 'test', ...passedOn], context)
    : [];
}

/** Code that is a command to type, and not the name of one. */
export function isCommand(text: string): boolean {
  return /^(\w+=\S+ )*(npx )?nx \S+ \S|^npm (ci|run|test|install)\b|^node \S+\/\S/.test(text);
}
