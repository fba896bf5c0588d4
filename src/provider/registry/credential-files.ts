import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../foundation/errors.js';
import type { Environment } from '../../foundation/run-context.js';

/** The largest file that is taken for one with credentials. */
const mostBytes = 1024 * 1024;

/** A file in which container tools keep what `login` got. */
export interface CredentialFile {
  path: string;
  /** By host, host and path, or URL. */
  auths: Record<string, AuthEntry>;
  /** Helper by host. */
  credHelpers: Record<string, string>;
  /** The helper for every host that has none of its own. */
  credsStore?: string;
}

export interface AuthEntry {
  /** base64 of `user:password`. */
  auth?: string;
  username?: string;
  password?: string;
  identitytoken?: string;
  registrytoken?: string;
}

/**
 * The files in the order in which podman, skopeo and docker look, the explicit ones first. Missing ones are left out; of
 * those that cannot be read, `notes` says why.
 */
export function credentialFiles({ env, home }: { env: Environment; home: string | undefined }): {
  files: CredentialFile[];
  looked: string[];
  notes: string[];
} {
  const files: CredentialFile[] = [];
  const notes: string[] = [];
  const looked = credentialPaths(env, home);
  for (const path of looked) {
    try {
      const bytes = readFileSync(path);
      if (bytes.length > mostBytes) throw new Error('it is too large');
      files.push({ path, ...readCredentialFile(JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''))) });
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') continue;
      // A syntax error of JSON.parse repeats the text around it, which may be a password.
      const why = thrown instanceof SyntaxError ? 'it is no JSON' : messageOf(thrown);
      notes.push(`${path} cannot be read: ${why}`);
    }
  }
  return { files, looked, notes };
}

function credentialPaths(env: Environment, home: string | undefined): string[] {
  const explicit = env['REGISTRY_AUTH_FILE'];
  const docker = env['DOCKER_CONFIG'] || (home && join(home, '.docker'));
  const config = env['XDG_CONFIG_HOME'] || (home && join(home, '.config'));
  const uid = process.getuid?.();
  const runtime = env['XDG_RUNTIME_DIR'] || (uid !== undefined && `/run/containers/${uid}`);
  const runtimeFile =
    runtime && (env['XDG_RUNTIME_DIR'] ? join(runtime, 'containers', 'auth.json') : join(runtime, 'auth.json'));
  const paths = [
    explicit,
    env['DOCKER_CONFIG'] && join(env['DOCKER_CONFIG'], 'config.json'),
    runtimeFile,
    config && join(config, 'containers', 'auth.json'),
    docker && join(docker, 'config.json'),
  ];
  return [...new Set(paths.filter((path): path is string => typeof path === 'string' && path !== ''))];
}

function readCredentialFile(document: unknown): Omit<CredentialFile, 'path'> {
  const { auths, credHelpers, credsStore } = asRecord(document);
  return {
    auths: Object.fromEntries(Object.entries(asRecord(auths)).map(([key, entry]) => [key, textsOf(entry)])),
    credHelpers: textsOf(credHelpers),
    ...(typeof credsStore === 'string' && credsStore !== '' && { credsStore }),
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textsOf(value: unknown): Record<string, string> {
  const texts = Object.entries(asRecord(value)).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== '',
  );
  return Object.fromEntries(texts);
}
