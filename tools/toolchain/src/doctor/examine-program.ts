import { execa } from 'execa';
import coerce from 'semver/functions/coerce.js';
import satisfies from 'semver/functions/satisfies.js';
import { onPath } from '../find/on-path.mjs';
import { workspaceRoot } from '../workspace.mjs';
import type { Examination } from './examination.ts';
import { fixFrom } from './fix.ts';
import type { Program } from './programs.ts';

/** Looks for the program on PATH and asks it for its version. */
export async function examineProgram(program: Program): Promise<Examination> {
  const { tool, neededFor, required, range } = program;
  const subject = { tool, neededFor, required };
  const fix = fixFrom(program.source);

  const path = program.names.flatMap((name) => onPath(name))[0];
  if (path === undefined) return { ...subject, state: 'missing', fix };

  // Not every program that prints its version also exits with 0: wrk does not.
  const said = await execa(path, [...program.versionArgs], {
    cwd: workspaceRoot,
    reject: false,
    all: true,
    stdin: 'ignore',
    timeout: 10_000,
  });
  const version = versionIn(said.all ?? '');
  const expected = range ?? 'a program that says its version';
  if (version === undefined) {
    return { ...subject, state: 'unsuitable', version: `${path} says none`, expected, fix };
  }
  if (range !== undefined && !satisfies(coerce(version) ?? '0.0.0', range)) {
    return { ...subject, state: 'unsuitable', version, expected, fix };
  }
  return { ...subject, state: 'found', version };
}

/** The first dotted number; a bare one only where there is no other. */
function versionIn(text: string): string | undefined {
  return (/\d+(?:\.\d+)+(?:-[\w.]+)?/.exec(text) ?? /\d+/.exec(text))?.[0];
}
