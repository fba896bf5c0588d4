import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { atLeast, mayRead, roleOf, tokenOf } from './access.js';
import { ApiFailure } from './failures.js';
import { GIT_ENVIRONMENT } from './git-folder.js';
import { branchMoved } from './pull-request-state.js';
import type { Repository, World } from './world.js';

export interface GitRequest {
  world: World;
  request: IncomingMessage;
  response: ServerResponse;
  /** `/owner/name.git/info/refs` and so on. */
  path: string;
  query: URLSearchParams;
  body: Buffer;
}

/** The repository and the rest of the path of a git URL; `.git` may be left out. */
export function gitPath(world: World, path: string): { repository: Repository; rest: string } | undefined {
  const match = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/.exec(path);
  if (match === null) return undefined;
  const [, owner = '', name = '', rest = ''] = match;
  const repository = world.repository(owner, name) ?? world.renamed.get(`${owner}/${name}`.toLowerCase());
  return repository === undefined ? undefined : { repository, rest };
}

/** Serves clones, fetches and pushes with git's own http-backend; pushes are told to the pull requests. */
export async function serveGit(git: GitRequest): Promise<number> {
  const { world, request, response } = git;
  const found = gitPath(world, git.path);
  const refuse = (status: number, text: string, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'Content-Type': 'text/plain', ...headers }).end(text);
    return status;
  };
  const login = { 'WWW-Authenticate': 'Basic realm="GitHub"' };
  let token: ReturnType<typeof tokenOf>;
  try {
    token = tokenOf(world, request.headers.authorization);
  } catch (thrown) {
    if (thrown instanceof ApiFailure) return refuse(401, 'Invalid username or token.', login);
    throw thrown;
  }
  const user = token?.account;
  if (found === undefined || !mayRead({ token, user }, found.repository)) {
    return token === undefined ? refuse(401, 'Repository not found.', login) : refuse(404, 'Repository not found.');
  }
  const { repository, rest } = found;
  const pushing = rest.endsWith('receive-pack') || git.query.get('service') === 'git-receive-pack';
  if (pushing) {
    if (token === undefined || user === undefined) return refuse(401, 'Authentication required.', login);
    const contents =
      token.permissions['contents'] === 'write' || token.scopes.some((scope) => /^(public_)?repo$/.test(scope));
    const bot = token.kind === 'app' || token.kind === 'actions';
    if (!contents || !(bot || atLeast(roleOf(user, repository), 'write'))) {
      return refuse(403, `Permission to ${git.path} denied to ${user.login}.`);
    }
  }
  const before = pushing ? heads(repository) : new Map<string, string>();
  const status = await backend(git, repository, rest, user?.login);
  if (rest === '/git-receive-pack' && user !== undefined) {
    const after = heads(repository);
    for (const branch of new Set([...before.keys(), ...after.keys()])) {
      branchMoved(world, { repository, branch, before: before.get(branch), after: after.get(branch), by: user });
    }
  }
  return status;
}

function heads(repository: Repository): Map<string, string> {
  return new Map(repository.git.refs('refs/heads/').map(({ ref, sha }) => [ref.slice('refs/heads/'.length), sha]));
}

async function backend(
  git: GitRequest,
  repository: Repository,
  rest: string,
  user: string | undefined,
): Promise<number> {
  const { request, response, world, query } = git;
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(git.body) : git.body;
  const env = {
    ...GIT_ENVIRONMENT,
    GIT_PROJECT_ROOT: world.folder,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${repository.id}.git${rest}`,
    QUERY_STRING: String(query),
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    CONTENT_LENGTH: String(body.length),
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    ...(user !== undefined && { REMOTE_USER: user }),
  };
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  // A client that goes away early ends git's reading, which is no failure of ours.
  child.stdin.on('error', () => undefined);
  child.stdin.end(body);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  const output = Buffer.concat(chunks);
  const end = output.indexOf('\r\n\r\n');
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of output.subarray(0, end).toString('latin1').split('\r\n')) {
    const [name = '', value = ''] = line.split(/: (.*)/s);
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  response.writeHead(status, headers).end(output.subarray(end + 4));
  return status;
}
