import { Agent, createServer, get } from 'node:http';

/** Answers what its upstream answers. */
const { UPSTREAM_HOST: host, UPSTREAM_PORT: port, HOST, PORT } = process.env;
const agent = new Agent({ keepAlive: true });

const server = createServer((_request, response) => {
  const asked = get({ host, port, agent }, (answer) => answer.pipe(response));
  asked.on('error', () => response.writeHead(502).end());
});
server.listen(Number(PORT), HOST);
process.on('SIGTERM', () => process.exit(0));
