/** As a URL has them: an address of IPv6 in brackets (RFC 3986, 3.2.2). */
export const hostAndPort = (host: string, port: number) =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
