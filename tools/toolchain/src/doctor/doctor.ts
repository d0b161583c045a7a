import { stdout } from 'node:process';
import { isHealthy } from './examination.ts';
import { examineContainerd } from './examine-containerd.ts';
import { examineEngine } from './examine-engine.ts';
import { examineComponentizer, examineK6, examineWasmStd } from './examine-parts.ts';
import { examineProgram } from './examine-program.ts';
import { programs } from './programs.ts';
import { examinationTable } from './table.ts';

/** Prints what is there and what is missing. Resolves to the exit code: 0 when all that is required is there, else 1. */
export async function doctor(): Promise<number> {
  const isRequired = ({ required }: { readonly required: boolean }) => required;
  const examinations = await Promise.all([
    ...programs.filter(isRequired).map(examineProgram),
    examineK6(),
    examineWasmStd(),
    examineComponentizer(),
    examineEngine(),
    examineContainerd(),
    ...programs.filter((program) => !isRequired(program)).map(examineProgram),
  ]);
  stdout.write(`${examinationTable(examinations, stdout.isTTY)}\n`);
  const lacking = examinations.filter(({ required, state }) => required && state !== 'found');
  stdout.write(
    lacking.length === 0
      ? 'All that is required is there.\n'
      : `Required and not there: ${lacking.map(({ tool }) => tool).join(', ')}.\n`,
  );
  return isHealthy(examinations) ? 0 : 1;
}
