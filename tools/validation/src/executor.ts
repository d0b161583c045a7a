import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { failed } from '../../bench/src/executors/failed.ts';
import { replaceFile } from '../../bench/src/report/replace-file.ts';
import { untilInterrupted } from '../../bench/src/run/interruption.ts';
import { readMachine } from '../../bench/src/system/machine.mjs';
import { renderJson } from '../../bench/src/text/json.ts';
import type { Bar } from './bar.ts';
import { partsOf, type ValidationPart } from './parts.ts';
import { publishBars } from './publish-bars.ts';
import { renderBars, renderBarsMarkdown } from './render.ts';
import { measuredAgain, storedReport } from './stored-report.ts';
import { stepNamesOf, validate } from './validate.ts';

export interface ValidateOptions {
  only?: string[];
  trials: number;
  findingTrials: number;
  publish?: string;
}

/** For a bench to end, which has time of its own to clean up. */
const cleanUpMs = 60_000;

/** Measures servers made to misbehave, and says which of the tool's promises it keeps on this machine. */
export default async function validateExecutor(
  options: ValidateOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  const folder = join(context.root, 'dist', 'validation');
  const startedAt = new Date();
  const only = options.only ?? [];
  const stored = join(folder, 'report.json');
  // What is published may be of another checkout, whose report is not here.
  const publish = placesOf(options.publish, context.root);
  const published = publish && (await storedReport(publish.report));
  const earlier = only.length > 0 ? (published ?? (await storedReport(stored))) : undefined;
  const store = async (parts: ReadonlySet<ValidationPart>, bars: Bar[]) => {
    const now = { measured: [measuredOn(startedAt, earlier ? only : [])], bars };
    const report = earlier ? measuredAgain(earlier, now, stepNamesOf(parts)) : now;
    const markdown = renderBarsMarkdown(report.bars, report.measured.join(' '));
    await replaceFile(stored, renderJson(report));
    await replaceFile(join(folder, 'report.md'), `${markdown}\n`);
    if (publish) {
      await publishBars(publish.document, markdown);
      await replaceFile(publish.report, renderJson(report));
    }
  };
  const interruption = untilInterrupted();
  interruption.endWithin(cleanUpMs);
  try {
    const parts = partsOf(options.only);
    await mkdir(folder, { recursive: true });
    const bars = await validate({
      parts,
      trials: options.trials,
      findingTrials: options.findingTrials,
      workspaceRoot: context.root,
      write,
      signal: interruption.signal,
      onBars: (bars) => store(parts, bars),
    });
    write(`\n${renderBars(bars)}\nThe report is in ${join(folder, 'report.json')} and report.md.`);
    return { success: bars.every((bar) => bar.holds || bar.trials === 0) };
  } catch (thrown) {
    return failed(thrown);
  } finally {
    interruption.stopListening();
  }
}

/** The document that gets the table, and the report beside it that a later part is merged with. */
function placesOf(publish: string | undefined, root: string) {
  if (publish === undefined) return undefined;
  const document = resolve(root, publish);
  return { document, report: `${document.replace(/\.md$/, '')}.json` };
}

/** @param again parts that were measured before; none where all is measured for the first time */
function measuredOn(startedAt: Date, again: readonly string[]): string {
  const { cpuModel, cpus, kernel } = readMachine();
  const minutes = Math.round((Date.now() - startedAt.getTime()) / 60_000);
  const where = `on ${cpuModel}, ${cpus} CPUs, ${kernel}, ${startedAt.toISOString().slice(0, 10)}, in ${minutes} minutes`;
  return again.length > 0 ? `Measured again: ${again.join(', ')}, ${where}.` : `Measured ${where}.`;
}
