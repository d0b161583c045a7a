import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedFiles } from './generated-files.ts';

test.each(generatedFiles())('$file is what the options make of it (mend: npm run generate)', ({
  file,
  content,
}) => {
  const json = file.pathname.endsWith('.json');
  const now = readFileSync(file, 'utf8');
  expect(json ? JSON.parse(now) : now).toEqual(json ? JSON.parse(content) : content);
});
