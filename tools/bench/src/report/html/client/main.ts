import { readEmbedded } from './embedded.ts';
import { showPage } from './page.ts';

const root = document.getElementById('page');
if (root) showPage(root, await readEmbedded());
