import type { PageData } from '../page-data.ts';

/** What the server packed into the page: JSON, gzip, base64. */
export async function readEmbedded(): Promise<PageData> {
  const packed = document.getElementById('data')?.textContent?.trim() ?? '';
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}
