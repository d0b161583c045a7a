import { createServer } from 'node:http';

/** Four requests at a time, 20 ms each: 200 requests a second, and not one more. The rest queue. */
const places = 4;
const serviceMs = 20;

const queue = [];
let busy = 0;

function serveNext() {
  if (busy === places || queue.length === 0) return;
  const response = queue.shift();
  busy += 1;
  setTimeout(() => {
    response.end('ok');
    busy -= 1;
    serveNext();
  }, serviceMs);
}

const server = createServer((_request, response) => {
  queue.push(response);
  response.once('close', () => {
    const place = queue.indexOf(response);
    if (place >= 0) queue.splice(place, 1);
  });
  serveNext();
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
