import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { onCpus } from '../pinning/taskset.ts';
import type { PartKey } from '../schema/load-part.ts';
import { anySignal } from '../system/any-signal.ts';
import { partKeyOf } from './load-parts.ts';
import { argsOf, environmentOf, type K6Run } from './run-k6.ts';
import { scriptText } from './script-text.ts';

/** How long k6 is listened to after its first request, and at most before it. */
const listenMs = 1500;
const mostBeforeMs = 30_000;
/** With more, the names are most likely made of what is asked for, such as an id, and k6 would count each by itself. */
const mostParts = 20;

/** One call of k6's HTTP client and no tag that makes a part is one kind of request: not worth a run of its own. */
export function mayHaveParts(script: string): boolean {
  if (/\bexec\s*:/.test(script)) return true;
  const calls =
    script.match(/\bhttp\s*\.\s*(get|post|put|patch|del|head|options|request|asyncRequest)\s*\(/g) ?? [];
  return calls.length !== 1 || /\bgroup\b|\bhttp\.(url|batch)\b/.test(script) || partTags.test(script);
}

/** Tags, but for one by its name that makes no part, such as `exec.vu.metrics.tags.phase`. */
const partTags = /\btags\b(?!\s*\.\s*(?!name\b|group\b|scenario\b)\w)/;

/**
 * The parts that the script makes of its load, by the first requests of a run that nothing is measured in; none where all requests
 * have the same name and no group.
 */
export async function discoverParts(run: K6Run): Promise<PartKey[]> {
  if (run.workloadFile === undefined && !mayHaveParts(scriptText(run.scenario.file))) return [];
  const ended = new AbortController();
  const child = execa(...onCpus(run.pinnedTo, run.k6.path, argsOf(run, ['--out', 'json=-'])), {
    stdin: 'ignore',
    stderr: 'ignore',
    buffer: false,
    env: environmentOf(run),
    extendEnv: false,
    cancelSignal: anySignal(run.signal, ended.signal, AbortSignal.timeout(mostBeforeMs)),
    forceKillAfterDelay: 2000,
    reject: false,
  });
  const found = new Map<string, PartKey>();
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const tags = tagsOf(line);
    if (tags === undefined) continue;
    timer ??= setTimeout(() => ended.abort(), listenMs);
    for (const name of ['name', 'group', 'scenario']) {
      const value = tags[name];
      // k6 separates tags by commas.
      if (!value || /[,{}]/.test(value)) continue;
      const key = partKeyOf(name, value, run.url);
      found.set(`${key.tag} ${key.value}`, key);
    }
  }
  clearTimeout(timer);
  await child;
  return worthTelling([...found.values()]);
}

/** Of a point of k6's JSON output that counts a request; undefined of any other. */
function tagsOf(line: string): Record<string, string> | undefined {
  if (!line.includes('"http_reqs"')) return undefined;
  try {
    const point = JSON.parse(line);
    return point.type === 'Point' && point.metric === 'http_reqs' ? point.data.tags : undefined;
  } catch {
    return undefined;
  }
}

function worthTelling(keys: readonly PartKey[]): PartKey[] {
  const several = (...tags: string[]) => {
    const those = keys.filter(({ tag }) => tags.includes(tag));
    return those.length > 1 && those.length <= mostParts ? those : [];
  };
  const groups = keys.filter(({ tag }) => tag === 'group');
  return [...several('name', 'url'), ...(groups.length <= mostParts ? groups : []), ...several('scenario')];
}
