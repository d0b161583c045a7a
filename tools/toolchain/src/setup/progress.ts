import { stderr } from 'node:process';

const spinner = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const redrawMs = 120;
const lineEveryMs = 20_000;

/**
 * Shows that `work` goes on, and for how long: one line that redraws itself on a terminal; elsewhere a line at each
 * step, every 20 s and at the end. Everything goes to standard error.
 */
export async function withProgress<T>(
  subject: string,
  work: (step: (text: string) => void) => Promise<T>,
): Promise<T> {
  const startedMs = performance.now();
  const seconds = () => `${Math.round((performance.now() - startedMs) / 1000)} s`;
  let current = '';
  let frame = 0;

  const draw = () => {
    const text = `${spinner[frame++ % spinner.length]} ${subject}: ${current} (${seconds()})`;
    stderr.write(`\r\u001b[2K${text.slice(0, Math.max(20, (stderr.columns ?? 80) - 1))}`);
  };
  const print = () => stderr.write(`${subject}: ${current} (${seconds()})\n`);
  const show = stderr.isTTY ? draw : print;
  const end = (outcome: string) =>
    stderr.write(`${stderr.isTTY ? '\r\u001b[2K' : ''}${subject}: ${outcome} after ${seconds()}\n`);

  const timer = setInterval(show, stderr.isTTY ? redrawMs : lineEveryMs);
  try {
    const result = await work((text) => {
      current = text;
      show();
    });
    end('ready');
    return result;
  } catch (error) {
    end('failed');
    throw error;
  } finally {
    clearInterval(timer);
  }
}
