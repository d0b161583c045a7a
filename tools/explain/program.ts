import { main } from '../bench/src/explain/cli.ts';

process.exitCode = await main(process.argv.slice(2));
