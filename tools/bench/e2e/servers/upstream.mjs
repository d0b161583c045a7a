import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** What a gateway asks. Each start is noted in a file; from the second one on it may end under load. */
const { STARTS = 'upstream-starts.log', HOST, PORT, BURNS_MS = '0', DIES, SILENT } = process.env;
appendFileSync(STARTS, 'start\n');
const starts = readFileSync(STARTS, 'utf8').trim().split('\n').length;

const burn = (ms) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

const server = createServer((_request, response) => {
  if (DIES && starts > 1) setTimeout(() => process.exit(7), 1500);
  burn(Number(BURNS_MS));
  response.end('{"id":1}');
});
if (!SILENT) server.listen(Number(PORT), HOST);
else setInterval(() => {}, 1000);
if (SILENT) console.log('waiting for nobody');
process.on('SIGTERM', () => process.exit(0));
