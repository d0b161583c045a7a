import { writeFileSync } from 'node:fs';
import { executorSchema } from './executor-schema.ts';

const file = new URL('../src/executors/bench/schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(executorSchema(), undefined, 2)}\n`);
