import type { PageData } from '../page-data.ts';

/** Undoes what the server packed: JSON, gzip, base64. */
export async function unpack(packed: string): Promise<PageData> {
  const bytes = Uint8Array.from(atob(packed.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

export function readEmbedded(): Promise<PageData> {
  return unpack(document.getElementById('data')?.textContent ?? '');
}
