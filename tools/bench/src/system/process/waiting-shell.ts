/** How the shell that waits calls itself when it cannot become the program. */
export const SHELL_NAME = 'wasi-bench-launch';

/**
 * A shell that becomes the program, its pid kept, once a line is written to it. Should we be killed before that, its input ends
 * without one, and the program never begins.
 */
export const inWaitingShell = (command: readonly string[]): string[] => [
  'sh',
  '-c',
  'read -r _ && exec "$@" </dev/null',
  SHELL_NAME,
  ...command,
];
