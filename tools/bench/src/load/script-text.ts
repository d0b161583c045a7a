import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Of `import … from './x'`, `export … from './x'`, `import './x'` and `require('./x')`. */
const relativeImport = /(?:\bfrom|\bimport|\brequire\s*\()\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** The text of a k6 script and of everything that it imports by a relative path; what cannot be read is left out. */
export function scriptText(file: string, seen = new Set<string>()): string {
  if (seen.has(file) || !existsSync(file)) return '';
  seen.add(file);
  try {
    const text = readFileSync(file, 'utf8');
    const imported = [...text.matchAll(relativeImport)].map(([, path]) => resolve(dirname(file), path!));
    return [text, ...imported.map((path) => scriptText(path, seen))].join('\n');
  } catch {
    return '';
  }
}
