import { type AuthEntry, type CredentialFile, credentialFiles } from './credential-files.js';
import { askHelper, type HelperContext } from './credential-helper.js';
import { isDockerHub, type RepositoryAddress } from './image-reference.js';

/** What to show a registry, and where it is from. The source may be printed; nothing else. */
export type Credentials = { source: string } & (
  | { kind: 'password'; username: string; password: string }
  /** An OAuth refresh token: only the authorization server of the registry gets it. */
  | { kind: 'identity-token'; token: string }
  /** A bearer token of the registry itself. */
  | { kind: 'registry-token'; token: string }
);

export interface CredentialSearch {
  found?: Credentials;
  /** Files that were looked at, there or not. */
  looked: string[];
  /** Why a file or a helper told nothing. */
  notes: string[];
}

const dockerHubServer = 'https://index.docker.io/v1/';

/** The first credentials that a file or its helper has for a repository; the entry that names more of its path wins. */
export async function findCredentials(
  address: RepositoryAddress,
  { home, ...context }: HelperContext & { home: string | undefined },
): Promise<CredentialSearch> {
  const { files, looked, notes } = credentialFiles({ env: context.env, home });
  for (const file of files) {
    const helper = helperFor(file, address);
    if (helper !== undefined) {
      const server = address.host === 'docker.io' ? dockerHubServer : address.host;
      const { credentials, note } = await askHelper({ name: helper, server }, context);
      if (note !== undefined) notes.push(`${note} (asked because of ${file.path})`);
      if (credentials) {
        const source = `docker-credential-${helper} (named in ${file.path})`;
        return { found: fromHelper(credentials, source), looked, notes };
      }
    }
    const found = fromFile(file, address);
    if (found) return { found, looked, notes };
  }
  return { looked, notes };
}

function helperFor({ credHelpers, credsStore }: CredentialFile, address: RepositoryAddress): string | undefined {
  for (const wanted of namespacesOf(address)) {
    const own = Object.entries(credHelpers).find(([key]) => normalised(key) === wanted);
    if (own) return own[1];
  }
  return credsStore;
}

function fromHelper({ username, secret }: { username: string; secret: string }, source: string): Credentials {
  if (username === '<token>') return { kind: 'identity-token', token: secret, source };
  return { kind: 'password', username, password: secret, source };
}

function fromFile({ path, auths }: CredentialFile, address: RepositoryAddress): Credentials | undefined {
  for (const wanted of namespacesOf(address)) {
    for (const [key, entry] of Object.entries(auths)) {
      const credentials = normalised(key) === wanted ? readEntry(entry, `${path} (${wanted})`) : undefined;
      if (credentials) return credentials;
    }
  }
  return undefined;
}

function readEntry(entry: AuthEntry, source: string): Credentials | undefined {
  if (entry.identitytoken) return { kind: 'identity-token', token: entry.identitytoken, source };
  if (entry.registrytoken) return { kind: 'registry-token', token: entry.registrytoken, source };
  // Old Docker versions ended the decoded text with NUL.
  const decoded = entry.auth ? Buffer.from(entry.auth, 'base64').toString('utf8').replace(/\0+$/, '') : '';
  const colon = decoded.indexOf(':');
  const username = colon === -1 ? entry.username : decoded.slice(0, colon);
  const password = colon === -1 ? entry.password : decoded.slice(colon + 1);
  if (!username || !password) return undefined;
  return { kind: 'password', username, password, source };
}

/** `host/a/b`, `host/a`, `host`: the keys under which containers' tools look, the longest first. */
function namespacesOf({ host, path }: RepositoryAddress): string[] {
  const parts = [host, ...path.split('/')];
  return parts.map((_part, cut) => parts.slice(0, parts.length - cut).join('/'));
}

/** Keys may be URLs, as `docker login` once wrote them, and Docker Hub has several names. */
function normalised(key: string): string {
  const bare = key.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
  const [host = '', ...path] = bare.replace(/\/v[12]$/, '').split('/');
  const known = isDockerHub(host.toLowerCase()) ? 'docker.io' : host.toLowerCase();
  return [known, ...path].join('/');
}
