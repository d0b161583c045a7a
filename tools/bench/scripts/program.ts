import { main as conformance } from '../../../libs/contract/src/cli.ts';
import { main as verdict } from '../src/compare/verdict-program.ts';
import { main as explain } from '../src/explain/cli.ts';

/**
 * The one program of the package: `explain` or `verdict` and what follows it, or the URL of a server for the contract's conformance suite,
 * which was the package's only program before.
 */
const [command, ...args] = process.argv.slice(2);
process.exitCode =
  command === 'explain'
    ? await explain(args)
    : command === 'verdict'
      ? await verdict(args)
      : await conformance(process.argv.slice(2));
