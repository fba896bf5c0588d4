import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import type { Log } from './log.js';
import type { Settings } from './settings.js';

interface Files {
  cert: Buffer;
  key: Buffer;
  /** Of the callers; with it every caller needs a certificate (mTLS). */
  ca?: Buffer;
}

const halfAMinute = 30_000;

/**
 * TLS from the folder that the manager mounts. Files that are replaced there are taken up without a restart. Without
 * files it is plaintext, unless TLS is required. Throws an Error that says what is missing.
 */
export function serverCredentials(settings: Settings, log: Log, lookAgainMs = halfAMinute): ServerCredentials {
  const { tlsDir, tlsRequired } = settings;
  const files = readFiles(tlsDir);
  if (files) return new WatchedTls(files, { tlsDir, log, lookAgainMs });
  if (tlsRequired) {
    throw new Error(
      `there is no TLS certificate in ${tlsDir}: mount tls.crt, tls.key and ca.crt there, or choose plaintext with VIRTRIGAUD_PROVIDER_INSECURE=true`,
    );
  }
  log('warn', 'serving plaintext: anybody who reaches the port can change virtual machines', { tlsDir });
  return ServerCredentials.createInsecure();
}

interface Watching {
  tlsDir: string;
  log: Log;
  lookAgainMs: number;
}

/** TLS 1.3, as the manager speaks it. */
class WatchedTls extends ServerCredentials {
  constructor(files: Files, { tlsDir, log, lookAgainMs }: Watching) {
    const checked = files.ca !== undefined;
    super({ requestCert: checked, rejectUnauthorized: checked }, contextOf(files));
    let current = files;
    const look = () => {
      try {
        const now = readFiles(tlsDir);
        if (!now || same(now, current)) return;
        if ((now.ca !== undefined) !== checked) throw new Error('ca.crt came or went: this needs a restart');
        this.updateSecureContextOptions(contextOf(now));
        current = now;
        log('info', 'the TLS certificate was replaced', { tlsDir });
      } catch (thrown) {
        log('error', 'the TLS files changed and cannot be used; the former ones stay', { error: String(thrown) });
      }
    };
    setInterval(look, lookAgainMs).unref();
  }

  _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

function contextOf(files: Files) {
  const context = { ...files, minVersion: 'TLSv1.3' as const };
  createSecureContext(context);
  return context;
}

/** Undefined where neither certificate nor key is there. */
function readFiles(folder: string): Files | undefined {
  const [cert, key, ca] = ['tls.crt', 'tls.key', 'ca.crt'].map((name) => readIfThere(join(folder, name)));
  if (!cert && !key && !ca) return undefined;
  if (!cert || !key) throw new Error(`${folder} has no ${cert ? 'tls.key' : 'tls.crt'}`);
  return { cert, key, ...(ca && { ca }) };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read: ${(thrown as Error).message}`);
  }
}

function same(a: Files, b: Files): boolean {
  return a.cert.equals(b.cert) && a.key.equals(b.key) && (a.ca?.equals(b.ca ?? Buffer.alloc(0)) ?? !b.ca);
}
