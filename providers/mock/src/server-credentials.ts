import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import { messageOf, UserError } from '../../../src/foundation/errors.js';

/** Paths of PEM files. With `clientCa` every client needs a certificate of it (mTLS). */
export interface TlsOptions {
  cert: string;
  key: string;
  clientCa?: string;
}

/** Plaintext without options. Throws UserError where a file cannot be read or does not hold what it should. */
export function serverCredentials(tls: TlsOptions | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const cert = readPem(tls.cert);
  const key = readPem(tls.key);
  const ca = tls.clientCa === undefined ? null : readPem(tls.clientCa);
  try {
    createSecureContext({ cert, key, ...(ca && { ca }) });
  } catch (thrown) {
    throw new UserError({
      code: 'BAD_TLS_FILES',
      message: `TLS cannot be set up from ${[tls.cert, tls.key, tls.clientCa].filter(Boolean).join(', ')}: ${messageOf(thrown)}`,
      hint: 'Give PEM files: a certificate with its chain, the private key that belongs to it, and the CA of the clients.',
      cause: thrown,
    });
  }
  return ServerCredentials.createSsl(ca, [{ cert_chain: cert, private_key: key }], ca !== null);
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (thrown) {
    throw new UserError({
      code: 'TLS_FILE_UNREADABLE',
      message: `${path} cannot be read: ${messageOf(thrown)}`,
      hint: 'Check the path and who may read the file.',
      cause: thrown,
    });
  }
}
