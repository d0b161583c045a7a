import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

// A worker in a session of its own, deaf to SIGTERM, that holds the server's output open.
const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";
spawn(process.execPath, ['-e', deaf, `worker of ${import.meta.filename}`], {
  detached: true,
  stdio: 'inherit',
});
createServer((_request, response) => response.end('ok')).listen(Number(process.env.PORT), process.env.HOST);
