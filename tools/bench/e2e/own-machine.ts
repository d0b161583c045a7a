import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

// The bench's lock of the machine lies in the folder for temporary files: with one of its own a file of tests need not wait.
const temporary = mkdtempSync(join(tmpdir(), 'bench-own-'));
// What runs as another user where we are root, such as PostgreSQL, has its folder in it.
chmodSync(temporary, 0o755);
process.env.TMPDIR = temporary;
afterAll(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 10 }));
