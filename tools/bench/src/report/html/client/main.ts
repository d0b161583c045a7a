import { readEmbedded } from './embedded.ts';
import { follow } from './live.ts';
import { showPage } from './page.ts';

const root = document.getElementById('page');
if (root) {
  const update = showPage(root, await readEmbedded());
  if (document.documentElement.hasAttribute('data-live')) follow(root, update);
}
