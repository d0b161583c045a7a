import cluster from 'node:cluster';

import { StartError } from './start-error.ts';
import { supervise } from './supervise.ts';
import { workerCount } from './worker-count.ts';

try {
  const workers = workerCount(process.env);
  if (cluster.isPrimary && workers > 1) {
    supervise(workers);
  } else {
    // Here, since the primary needs none of it: that is 2 MB less for the whole.
    const { serve } = await import('./serve.ts');
    await serve();
  }
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
