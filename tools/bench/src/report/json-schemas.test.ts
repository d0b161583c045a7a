import { describe, expect, it } from 'vitest';
import { renderJson } from '../text/json.ts';
import { jsonSchemas } from './json-schemas.ts';

describe('jsonSchemas', () => {
  it.each(Object.entries(jsonSchemas()))('is what schemas/%s holds', async (file, schema) => {
    // `vitest run -u` writes the files afresh after a change of the schemas.
    await expect(renderJson(schema)).toMatchFileSnapshot(`../../schemas/${file}`);
  });
});
