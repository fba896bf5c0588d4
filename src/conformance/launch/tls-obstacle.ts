import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import { printableLine } from '../../foundation/terminal-text.js';
import type { ConnectionSettings } from '../client/connection.js';

const patienceMs = 1_500;

/** Why no conversation begins at that address, and what to do about it. */
export interface Obstacle {
  cause: string;
  hint: string;
  /** Asking again will not help. */
  isLasting: boolean;
}

/**
 * Looks at the transport alone, since gRPC says of every failure that the provider is unavailable. Undefined where the
 * transport is in order, or where nobody listens.
 */
export async function tlsObstacle({ endpoint, tls }: ConnectionSettings): Promise<Obstacle | undefined> {
  const address = addressOf(endpoint);
  if (!address) return undefined;
  if (!tls) return (await speaksTls(address)) ? tlsExpected : undefined;
  const name = tls.serverName ?? address.host ?? 'localhost';
  const read = (file: string | Buffer | undefined) => (typeof file === 'string' ? readFileSync(file) : file);
  const files = { ca: read(tls.ca), cert: read(tls.cert), key: read(tls.key) };
  const given = Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined));
  const seen = await handshake({
    ...address,
    ...given,
    ...(isIP(name) === 0 && { servername: name }),
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
  });
  const hasCertificate = tls.cert !== undefined;
  if (seen.problem) return obstacleOf(seen.problem, { name, hasCertificate, hasCa: tls.ca !== undefined });
  return seen.hungUp ? hangUp(hasCertificate) : undefined;
}

type Address = { host?: string; port?: number; path?: string };

function addressOf(endpoint: string): Address | undefined {
  if (endpoint.startsWith('unix:')) return { path: endpoint.slice('unix:'.length).replace(/^\/\/(?=\/)/, '') };
  const [, host, port] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(endpoint) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

interface Seen {
  problem?: NodeJS.ErrnoException;
  /** The handshake was done, and then the other side ended it without a word. */
  hungUp?: boolean;
}

async function handshake(options: ConnectionOptions & Address): Promise<Seen> {
  return await new Promise((resolve) => {
    let secure = false;
    const socket: TLSSocket = connect({ ...options, ALPNProtocols: ['h2'] });
    const answer = (seen: Seen) => {
      socket.destroy();
      resolve(seen);
    };
    socket.setTimeout(patienceMs, () => answer({}));
    socket.once('secureConnect', () => {
      secure = true;
    });
    // An HTTP/2 server speaks first.
    socket.once('data', () => answer({}));
    socket.once('error', (problem: NodeJS.ErrnoException) => {
      answer(secure && problem.code === 'ECONNRESET' ? { hungUp: true } : { problem });
    });
    socket.once('end', () => answer(secure ? { hungUp: true } : {}));
    socket.once('close', () => answer(secure ? { hungUp: true } : {}));
  });
}

async function speaksTls(address: Address): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ ...address, ALPNProtocols: ['h2'], rejectUnauthorized: false });
    const answer = (speaks: boolean) => {
      socket.destroy();
      resolve(speaks);
    };
    socket.setTimeout(patienceMs, () => answer(false));
    socket.once('secureConnect', () => answer(true));
    // A server that refuses this handshake with an alert speaks TLS too.
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => answer(/_ALERT_/.test(code)));
    socket.once('close', () => answer(false));
  });
}

const tlsExpected: Obstacle = {
  cause: 'it speaks TLS, and the connection was plaintext',
  hint: 'Give --tls, with --tls-ca, --tls-cert and --tls-key as the provider needs.',
  isLasting: true,
};

const untrusted = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
]);

interface Asked {
  name: string;
  hasCertificate: boolean;
  hasCa: boolean;
}

function obstacleOf(problem: NodeJS.ErrnoException, asked: Asked): Obstacle | undefined {
  const code = problem.code ?? '';
  const lasting = (cause: string, hint: string): Obstacle => ({ cause, hint, isLasting: true });
  if (untrusted.has(code)) {
    const trusted = asked.hasCa ? 'the CA in --tls-ca' : 'a CA that this machine trusts';
    return lasting(
      `its certificate is not signed by ${trusted} (${code})`,
      'Give the CA that signed the certificate of the provider with --tls-ca.',
    );
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const when = code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet';
    return lasting(
      `its certificate ${when} (${code})`,
      'Renew the certificate of the provider, or set the clocks right.',
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = namesIn((problem as { cert?: { subjectaltname?: string } }).cert?.subjectaltname);
    return lasting(
      `its certificate is for ${names || 'no name at all'}, not for ${asked.name}`,
      `Give a name that is in the certificate with --tls-server-name${names ? `: ${names}` : ''}.`,
    );
  }
  if (/ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE)/.test(code) && !asked.hasCertificate) {
    return lasting(`it wants a client certificate (${code})`, 'Give --tls-cert and --tls-key.');
  }
  if (/ALERT_/.test(code)) return lasting(`it refused the TLS handshake (${code})`, certificateHint(asked));
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNEXPECTED_MESSAGE/.test(code)) {
    return lasting('it does not speak TLS', 'Leave the TLS flags out, or switch TLS on at the provider.');
  }
  return undefined;
}

const certificateHint = ({ hasCertificate }: Pick<Asked, 'hasCertificate'>) =>
  hasCertificate
    ? 'Check that --tls-cert was issued by the CA that the provider trusts for clients, and is valid now.'
    : 'Give --tls-cert and --tls-key, if it wants a client certificate.';

/** Some servers say nothing about a client certificate that they miss; one that is still starting hangs up as well. */
function hangUp(hasCertificate: boolean): Obstacle {
  const cause = hasCertificate
    ? 'it hung up after the TLS handshake, as servers do that do not accept the client certificate'
    : 'it hung up after the TLS handshake, as servers do that want a client certificate';
  return { cause, hint: certificateHint({ hasCertificate }), isLasting: false };
}

function namesIn(altNames: string | undefined): string {
  return printableLine((altNames ?? '').replaceAll(/\b(?:DNS|IP Address):/g, ''));
}
