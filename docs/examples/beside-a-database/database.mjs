import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { planets } from './planets.mjs';

/** `node database.mjs <empty folder>`: a PostgreSQL of its own, with five rows, on HOST and PORT. */
const [folder] = process.argv.slice(2);
const { HOST, PORT } = process.env;

/** Debian keeps the programs of each version in a folder that is not on PATH. */
const home = '/usr/lib/postgresql';
const newest = existsSync(home) ? readdirSync(home).sort((one, other) => other - one)[0] : undefined;
const program = (name) => (newest ? join(home, newest, 'bin', name) : name);

/**
 * PostgreSQL refuses to run as root. Where we are, it runs as its own user, in a namespace in which what a killed one leaves of
 * its shared memory goes too.
 */
const isRoot = process.getuid() === 0;
const asItsUser = ['unshare', '--ipc', 'setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'];
const commandOf = (name, ...args) => [...(isRoot ? asItsUser : []), program(name), ...args];
if (isRoot) execFileSync('chown', ['postgres:', folder]);

const run = (stdio, [command, ...args], more) =>
  execFileSync(command, args, { cwd: folder, stdio: [stdio, 'ignore', 'inherit'], ...more });

const data = join(folder, 'data');
const fresh = ['-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
run('ignore', commandOf('initdb', '-D', data, ...fresh));
// Before it listens, so that a connection is all that has to be waited for.
run('pipe', commandOf('postgres', '--single', '-D', data, 'postgres'), { input: planets });

const settings = ['unix_socket_directories=', 'dynamic_shared_memory_type=mmap'];
const [command, ...args] = commandOf('postgres', '-D', data, '-h', HOST, '-p', PORT);
const server = spawn(command, [...args, ...settings.flatMap((each) => ['-c', each])], {
  cwd: folder,
  stdio: 'inherit',
});
server.on('exit', (code, signal) => process.exit(signal ? 1 : code));
// Its fast shutdown: SIGTERM would have it wait for its clients.
process.on('SIGTERM', () => server.kill('SIGINT'));
