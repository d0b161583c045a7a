import type { PageData } from '../page-data.ts';
import { element } from './dom.ts';
import { unpack } from './embedded.ts';

/** Follows a run on this machine: new data at the end of each round, until its server is gone. */
export function follow(root: Element, update: (data: PageData) => void): void {
  const status = element('p', { class: 'live', role: 'status' }, 'Live: fills as rounds end.');
  root.prepend(status);
  const events = new EventSource('events');
  events.addEventListener('report', async () => {
    const response = await fetch('data');
    update(await unpack(await response.text()));
    status.textContent = `Live: last round ended at ${new Date().toLocaleTimeString()}.`;
  });
  events.addEventListener('end', () => {
    events.close();
    status.textContent = 'The live view was stopped; the page shows what had been measured by then.';
  });
}
