import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { entriesOf } from '../../analyse/history/entries-of.ts';
import { BenchError } from '../../errors/bench-error.ts';
import { type HistoryEntry, historyEntrySchema } from '../../schema/history-entry.ts';
import type { Report } from '../../schema/report.ts';

/** Its name in the folder of the reports. */
export const historyFile = 'history.jsonl';

function parseLine(line: string, number: number, file: string): HistoryEntry {
  try {
    return historyEntrySchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new BenchError(
      'HISTORY_INVALID',
      `line ${number} of ${file}: expected an entry of the history, found ${line.slice(0, 80)}`,
      'Remove the line.',
      { cause },
    );
  }
}

/** All runs of a history file (JSON Lines, one entry a line), oldest first; none where there is no file. */
export async function readHistory(file: string): Promise<HistoryEntry[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const entries = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseLine(line, index + 1, file)]));
  return entries.sort((a, b) => a.startedAt.localeCompare(b.startedAt));
}

function keyOf({ runId, server, launcher, scenario, cpus }: HistoryEntry): string {
  return JSON.stringify([runId, server, launcher, scenario, cpus]);
}

/** Adds what `file` does not have yet. @returns all that it has then */
export async function addEntries(entries: readonly HistoryEntry[], file: string): Promise<HistoryEntry[]> {
  const known = await readHistory(file);
  const keys = new Set(known.map(keyOf));
  const added = entries.filter((entry) => !keys.has(keyOf(entry)));
  if (added.length === 0) return known;
  await mkdir(path.dirname(file), { recursive: true });
  await appendFile(file, added.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  return readHistory(file);
}

/** Adds a report's runs, once: the same report made again from cached results adds nothing. */
export function extendHistory(report: Report, file: string): Promise<HistoryEntry[]> {
  return addEntries(entriesOf(report), file);
}
