import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ChannelCredentials, Client, type ClientOptions, credentials } from '@grpc/grpc-js';
import { UserError } from '../../foundation/errors.js';
import { parseEndpoint } from './endpoint-address.js';
import { bindLightly } from './light-binding.js';

export interface ConnectionSettings {
  endpoint: string;
  tls?: TlsMaterial | undefined;
  /** Allow plaintext to a host that is not loopback. */
  plaintext?: boolean | undefined;
}

/** PEM files by path, or their contents. */
export interface TlsMaterial {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  serverName?: string;
}

const fourMebibytes = 4 * 1024 * 1024;

bindLightly();

/** Opens a connection of its own, shared with no other; it connects at the first call. Throws UserError on bad settings. */
export function openConnection({ endpoint, tls, plaintext }: ConnectionSettings): Client {
  const { target, loopback } = parseEndpoint(endpoint);
  if (!tls && !loopback && !plaintext) {
    throw new UserError({
      code: 'PLAINTEXT_REFUSED',
      message: `${endpoint} is not loopback, and no TLS flag is given`,
      hint: 'Give --tls (with --tls-ca, --tls-cert and --tls-key as the provider needs), or --plaintext if the network is trusted.',
    });
  }
  const options: ClientOptions = {
    'grpc.max_receive_message_length': fourMebibytes,
    'grpc.max_send_message_length': fourMebibytes,
    'grpc.enable_retries': 0,
    // A DNS record may hold settings for clients, retries among them: the provider alone is judged.
    'grpc.service_config_disable_resolution': 1,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_channelz': 0,
    ...(tls?.serverName && {
      'grpc.ssl_target_name_override': tls.serverName,
      'grpc.default_authority': tls.serverName,
    }),
  };
  return new Client(target, tls ? tlsCredentials(tls) : credentials.createInsecure(), options);
}

function tlsCredentials({ ca, cert, key }: TlsMaterial): ChannelCredentials {
  if ((cert === undefined) !== (key === undefined)) {
    throw new UserError({
      code: 'TLS_PAIR_INCOMPLETE',
      message: '--tls-cert and --tls-key belong together, and one of them is missing',
      hint: 'Give both the client certificate and its private key as PEM files.',
    });
  }
  try {
    return credentials.createSsl(
      ca === undefined ? null : readPem(ca, '--tls-ca'),
      key === undefined ? null : readPem(key, '--tls-key'),
      cert === undefined ? null : readPem(cert, '--tls-cert'),
    );
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    throw new UserError({
      code: 'TLS_FILES_UNUSABLE',
      message: `The TLS files cannot be used: ${(thrown as Error).message}`,
      hint: 'Check that the certificate and the key are PEM and belong together.',
      cause: thrown,
    });
  }
}

function readPem(path: string | Buffer, flag: string): Buffer {
  if (typeof path !== 'string') return path;
  let pem: Buffer;
  try {
    pem = readFileSync(path);
  } catch (thrown) {
    throw new UserError({
      code: 'TLS_FILE_UNREADABLE',
      message: `${flag} ${path} cannot be read: ${(thrown as NodeJS.ErrnoException).code}`,
      hint: 'Give the path of a PEM file.',
      cause: thrown,
    });
  }
  if (flag !== '--tls-key') checkCertificate(pem, `${flag} ${path}`);
  return pem;
}

function checkCertificate(pem: Buffer, what: string): void {
  try {
    new X509Certificate(pem);
  } catch (thrown) {
    throw new UserError({
      code: 'TLS_FILE_UNREADABLE',
      message: `${what} holds no PEM certificate`,
      hint: 'Give a file that begins with -----BEGIN CERTIFICATE-----.',
      cause: thrown,
    });
  }
}
