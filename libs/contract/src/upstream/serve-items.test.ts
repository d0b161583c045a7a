import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import { shopping } from '../quote/orders.ts';
import { withListener } from '../wire/listen.ts';
import { itemServer } from './serve-items.ts';
import { textOf } from './upstream.ts';

test('the upstream beside a measured server answers items, and nothing else', () =>
  withListener(itemServer(1), async ({ origin }) => {
    const answer = await fetch(`${origin}/items/7`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await answer.text()).toBe(textOf(7));
    for (const path of ['/items/', '/items/7/', '/']) expect((await fetch(origin + path)).status).toBe(404);
  }));

test('the order that servers are loaded with is one that the contract has the quote of', () => {
  const file = new URL('../../../../k6/bodies/quote.json', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(JSON.stringify(shopping));
});
