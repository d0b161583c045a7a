import { StartError } from './start-error.ts';

export interface Address {
  /** A host name or an IP address. */
  host: string;
  /** A TCP port; 0 lets the system choose. */
  port: number;
}

/** `HOST` and `PORT`, by default 127.0.0.1 and 8080. */
export function listenAddress(env: NodeJS.ProcessEnv): Address {
  const port = env.PORT || '8080';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new StartError(
      'LISTEN_PORT_INVALID',
      `PORT must be a whole number from 0 to 65535, found ${JSON.stringify(port)}`,
    );
  }
  return { host: env.HOST || '127.0.0.1', port: Number(port) };
}

/** Says why an address cannot be listened on; `error` is what `listen` (listen(2)) failed with. */
export function listenError({ host, port }: Address, error: NodeJS.ErrnoException): StartError {
  const at = `${host}:${port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartError(
        'LISTEN_ADDRESS_IN_USE',
        `${at} is taken by another program; stop that program or set PORT to a free port`,
      );
    case 'EACCES':
      return new StartError(
        'LISTEN_ADDRESS_DENIED',
        `no permission to listen on ${at}; set PORT to 1024 or above`,
      );
    default:
      return new StartError(
        'LISTEN_ADDRESS_UNAVAILABLE',
        `cannot listen on ${at} (${error.message}); set HOST to an address of this machine`,
      );
  }
}
