import { expect, test } from 'vitest';
import { expandHeaders } from './expand-headers.ts';

test('a variable is read when the request is made, and the option keeps its name', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a user writes
  const authorization = 'Bearer ${TOKEN}';
  const headers = { Authorization: authorization, Host: 'app.test' };
  expect(expandHeaders('a', headers, { TOKEN: 'secret' })).toEqual({
    Authorization: 'Bearer secret',
    Host: 'app.test',
  });
  expect(headers.Authorization).toBe(authorization);
});

test.each([[{}], [{ TOKEN: 'two\nlines' }]])('a variable that cannot be one is named', (env) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a user writes
  const headers = { Authorization: '${TOKEN}' };
  expect(() => expandHeaders('a', headers, env)).toThrow(/header "Authorization".*TOKEN/);
});
