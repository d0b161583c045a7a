import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Examination } from './examination.ts';

/** The doctor's findings for a terminal, one row a tool; plain text where there is no colour. */
export function examinationTable(examinations: readonly Examination[], colour: boolean): string {
  const table = new Table({
    head: ['', 'Tool', 'Version', 'Needed for', 'Fix'],
    style: { head: [], border: [], compact: true },
  });
  for (const examination of examinations) {
    const { tool, neededFor } = examination;
    const mark = colour ? styleText(markColour(examination), markOf(examination)) : markOf(examination);
    table.push([mark, tool, versionOf(examination), neededFor, 'fix' in examination ? examination.fix : '']);
  }
  return table.toString();
}

function markOf({ state, required }: Examination): string {
  if (state === 'found') return '✔';
  return required ? '✘' : '–';
}

function markColour({ state, required }: Examination): 'green' | 'red' | 'yellow' {
  if (state === 'found') return 'green';
  return required ? 'red' : 'yellow';
}

function versionOf(examination: Examination): string {
  switch (examination.state) {
    case 'found':
      return examination.version;
    case 'unsuitable':
      return `${examination.version}; expected ${examination.expected}`;
    case 'missing':
      return examination.required ? 'missing' : 'missing (optional)';
  }
}
