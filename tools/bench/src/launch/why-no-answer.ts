import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import tls from 'node:tls';
import { type Probe, patienceMs, request } from './probe.ts';

const slowly = 'If it only starts slowly, raise "readyTimeout".';

/**
 * What to do, by the last answer, and by what answers where a wrong address would be: the other loopback, another protocol.
 * `listensAt`: where the server's processes listen, as far as that can be seen.
 */
export async function fixForNoAnswer(
  probe: Probe,
  last: string,
  listensAt: readonly string[],
): Promise<string> {
  if (/ECONNREFUSED/.test(last)) return fixForOtherAddress(probe, listensAt);
  if (/self.signed|unable to verify|CERT_|certificate/i.test(last)) {
    return 'Set "insecureSkipTLSVerify": true, which the result says, or have NODE_EXTRA_CA_CERTS name the authority.';
  }
  if (/^30[12378]$/.test(last)) return fixForRedirect(probe, last);
  // A server of TLS answers 400 to a request without it; one of HTTP/2 alone may answer 403 to HTTP/1.1.
  const isAnswer = /^(?!400|403)\d{3}$/.test(last);
  const protocol = isAnswer ? undefined : await fixForProtocol(probe);
  if (protocol !== undefined) return protocol;
  if (last.startsWith('no answer in')) {
    return 'It takes connections and does not answer them: if it only starts slowly, raise "readyTimeout"; else see "readyPath" and its log.';
  }
  if (last === '426') {
    return 'It asks for another protocol than HTTP, such as WebSocket: let "readyPath" and "endpoint" be paths that it answers by HTTP, which is what is measured.';
  }
  if (/socket hang up|ECONNRESET|EPIPE/.test(last)) {
    return 'It takes connections and closes them without an answer: does it speak HTTP at this port, and what does its log say?';
  }
  if (last.startsWith('Parse Error')) {
    return 'What it answers is no HTTP/1.1: does it speak HTTP at this port, or does another of its protocols have it?';
  }
  if (/^[245]\d\d$/.test(last)) {
    return `Is "readyPath" right? Another answer may say that it is ready: "ready": {"status": [204, 401]}. ${slowly}`;
  }
  return `Does it listen on the HOST and PORT that it is given, and is "scheme" right? ${slowly}`;
}

async function fixForRedirect(probe: Probe, status: string): Promise<string> {
  const said = `Give "ready": {"status": [${status}]} if a redirect says that it is ready`;
  const target = await locationOf(probe);
  if (target === undefined) return `${said}.`;
  return new URL(target).protocol === new URL(probe.url).protocol
    ? `It redirects to ${target}: let "readyPath" and "endpoint" be a path that it answers itself. ${said}; k6 follows it.`
    : `It redirects to ${target}: if it listens there, set "scheme" and "port" so; else let "readyPath" and "endpoint" be paths that it answers itself, since k6 follows each redirect.`;
}

/** Where its redirect leads; undefined where it does not say, or not in a URL. */
async function locationOf({ url, rejectUnauthorized, ...probe }: Probe): Promise<string | undefined> {
  const client = url.startsWith('https:') ? https : http;
  const options = { ...probe, rejectUnauthorized, agent: false, signal: AbortSignal.timeout(patienceMs) };
  const location = await new Promise<string | undefined>((resolve) => {
    const call = client.request(url, options, (response) => {
      response.on('error', () => {}).resume();
      resolve(response.headers.location);
    });
    call.on('error', () => resolve(undefined)).end(probe.body);
  });
  return location !== undefined && URL.canParse(location, url) ? new URL(location, url).href : undefined;
}

async function fixForOtherAddress(probe: Probe, listensAt: readonly string[]): Promise<string> {
  const other = probe.url.replace('//127.0.0.1:', '//[::1]:');
  const answer =
    other === probe.url ? '' : await request({ ...probe, url: other }, AbortSignal.timeout(patienceMs));
  if (answer !== undefined && /^\d+$/.test(answer))
    return `It answers at ${other}: let it listen on the HOST that it is given.`;
  if (listensAt.some((address) => address.startsWith('unix:')))
    return `It listens at a UNIX socket alone (${listensAt.join(', ')}), and k6 speaks TCP: let it listen on the HOST and PORT that it is given.`;
  if (listensAt.length > 0)
    return `It listens at ${listensAt.join(' and ')}: let it listen on the HOST and PORT that it is given, or give its command {port}; "port" sets a fixed one.`;
  return other === probe.url
    ? `Does it listen on the HOST and PORT that it is given, and is "scheme" right? ${slowly}`
    : `Nothing listens there, nor at [::1]: does it listen on the HOST and PORT that it is given? ${slowly}`;
}

async function fixForProtocol({ url }: Probe): Promise<string | undefined> {
  const { protocol, hostname, port } = new URL(url);
  const isPlain = protocol === 'http:';
  const choiceOf = (offered: string[]) => protocolOfTls(hostname, Number(port), offered);
  const spoken = await choiceOf(['h2', 'http/1.1']);
  if (isPlain && spoken !== undefined) return 'It speaks TLS: set "scheme": "https".';
  if (spoken === 'h2' && (await choiceOf(['http/1.1'])) !== 'http/1.1') {
    return 'Over TLS it speaks HTTP/2 alone, and the ready check is of HTTP/1.1: let it take both, of which k6 chooses HTTP/2.';
  }
  if (await speaksHttp2(`http://${hostname}:${port}`)) {
    return 'It speaks HTTP/2 without TLS (h2c, as servers of gRPC do), which k6 does not: let it take HTTP/1.1 too, or HTTP/2 over TLS with "scheme": "https".';
  }
  return !isPlain && spoken === undefined ? 'It does not speak TLS: leave out "scheme".' : undefined;
}

/** What a server of TLS chooses of these protocols, `false` for no choice; undefined where it speaks no TLS. */
function protocolOfTls(host: string, port: number, offered: string[]): Promise<string | false | undefined> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host, port, rejectUnauthorized: false, ALPNProtocols: offered });
    const end = (spoken: string | false | undefined) => {
      socket.destroy();
      resolve(spoken);
    };
    socket.setTimeout(patienceMs, () => end(undefined));
    socket.once('secureConnect', () => end(socket.alpnProtocol || false));
    socket.once('error', () => end(undefined));
  });
}

/** Whether it answers the preface of HTTP/2 with its settings. */
function speaksHttp2(origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    const session = http2.connect(origin);
    const end = (speaks: boolean) => {
      session.destroy();
      resolve(speaks);
    };
    session.setTimeout(patienceMs, () => end(false));
    session.once('remoteSettings', () => end(true));
    session.once('error', () => end(false));
    session.once('close', () => resolve(false));
  });
}
