// Servers of the shapes that real ones have: SHAPE names how the work of a request is done. Every process writes at its end
// the CPU time that the kernel counted for it (getrusage(2)), as `cpu MICROS`, so that an account can be held against it.
import { spawn } from 'node:child_process';
import cluster from 'node:cluster';
import { writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';

const self = fileURLToPath(import.meta.url);
const { SHAPE = 'one', HOST, PORT } = process.env;

function burn(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function sayCpu() {
  const { user, system } = process.cpuUsage();
  writeSync(1, `cpu ${user + system}\n`);
}

const threadThatBurns = (ms) =>
  new Promise((resolve) => new Worker(self, { argv: ['thread', String(ms)] }).once('exit', resolve));
const processThatBurns = (ms) =>
  new Promise((resolve) =>
    spawn(process.execPath, [self, 'process', String(ms)], { stdio: 'inherit' }).once('exit', resolve),
  );

/** Threads that serve some requests each and are then replaced. */
function poolOfThreads() {
  const start = () => ({ worker: new Worker(self, { argv: ['pooled'] }), left: 10 });
  const pool = [start(), start()];
  let next = 0;
  return () => {
    next = (next + 1) % pool.length;
    const thread = pool[next];
    thread.left -= 1;
    if (thread.left === 0) pool[next] = start();
    return new Promise((resolve) => {
      thread.worker.once('message', () => resolve(thread.left === 0 ? thread.worker.terminate() : undefined));
      thread.worker.postMessage(20);
    });
  };
}

const work = {
  one: () => burn(10),
  'thread-a-request': () => threadThatBurns(30),
  'process-a-request': () => processThatBurns(300),
  pool: SHAPE === 'pool' && isMainThread && !process.argv[2] ? poolOfThreads() : undefined,
};

function serve(answer) {
  createServer(async (request, response) => {
    if (request.url !== '/ready') await answer();
    response.end('ok');
  }).listen(PORT, HOST);
}

const [role, ms] = process.argv.slice(2);
if (role === 'thread') burn(Number(ms));
else if (role === 'pooled') {
  const { parentPort } = await import('node:worker_threads');
  parentPort.on('message', (burnMs) => {
    burn(burnMs);
    parentPort.postMessage('done');
  });
} else if (role === 'process') {
  // Of CPU time: what it uses after it has said so is small against it, however busy the machine.
  while (process.cpuUsage().user < Number(ms) * 1000) burn(5);
  sayCpu();
} else {
  process.on('SIGTERM', async () => {
    // What is left when the first process has gone is killed, and could say nothing.
    const workers = Object.values(cluster.workers ?? {});
    await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve))));
    sayCpu();
    process.exit(0);
  });
  if (SHAPE === 'prefork' || SHAPE === 'cluster') {
    if (SHAPE === 'prefork') cluster.schedulingPolicy = cluster.SCHED_NONE;
    if (cluster.isPrimary) for (let worker = 0; worker < 3; worker += 1) cluster.fork();
    else serve(work.one);
  } else serve(work[SHAPE] ?? work.one);
}
