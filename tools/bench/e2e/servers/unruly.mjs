import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Servers that do not go, or come, as they are told: `node unruly.mjs <mode>`. */
const [mode, generation = '1'] = process.argv.slice(2);

/** In a session of its own, with the server's output held open. */
const detached = (...args) =>
  spawn(process.execPath, args, { detached: true, stdio: 'inherit' }).once('spawn', function () {
    this.unref();
  });

const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";
const line = `${'x'.repeat(2047)}\n`;

const modes = {
  escaping: () => void detached('-e', deaf, import.meta.filename),
  /** Forks twice and ends, as daemon(3) does. */
  daemon: () => {
    if (generation === '3') return;
    detached(import.meta.filename, mode, String(Number(generation) + 1));
    return 'leave';
  },
  deaf: () => void ['SIGTERM', 'SIGINT', 'SIGHUP'].map((signal) => process.on(signal, () => {})),
  loud: () => {},
  slow: () => sleep(1500),
};

if ((await modes[mode]()) !== 'leave') {
  createServer((_request, response) => {
    if (mode === 'loud') process.stdout.write(line);
    response.end('ok');
  }).listen(Number(process.env.PORT), process.env.HOST);
}
