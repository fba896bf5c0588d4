import { askProgram } from '../../foundation/ask-program.js';
import type { Environment } from '../../foundation/run-context.js';
import { cut, printableLine } from '../../foundation/terminal-text.js';

/** What the helpers need to find their store, and nothing more: none of them is told the tokens of this process. */
const everyone =
  /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TMPDIR|DISPLAY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|XDG_\w+|DOCKER_CONFIG|REGISTRY_AUTH_FILE|(?:https?|no)_proxy|SSL_CERT_(?:FILE|DIR)|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|SYSTEMROOT|WINDIR|PATHEXT|COMSPEC|TEMP|TMP)$/i;
const ownVariables: readonly [helper: RegExp, variables: RegExp][] = [
  [/^ecr-login$/, /^AWS_/],
  [/^(?:gcr|gcloud)$/, /^(?:GOOGLE_|CLOUDSDK_)/],
  [/^acr/, /^(?:AZURE_|ACR_)/],
  [/^pass$/, /^(?:PASSWORD_STORE_|GNUPGHOME$|GPG_)/],
];

export interface HelperCredentials {
  username: string;
  secret: string;
}

export interface HelperContext {
  env: Environment;
  signal: AbortSignal;
  timeoutMs: number;
}

/**
 * Asks `docker-credential-<name> get` for a server. Undefined where it has nothing for it; `note` says why nothing could be
 * learnt. Never goes through a shell; its output is never shown, since it may hold the secret.
 */
export async function askHelper(
  { name, server }: { name: string; server: string },
  { env, signal, timeoutMs }: HelperContext,
): Promise<{ credentials?: HelperCredentials; note?: string }> {
  if (!/^\w[\w.-]*$/.test(name)) return { note: `"${printableLine(cut(name, 60))}" is no name of a credential helper` };
  const program = `docker-credential-${name}`;
  const answer = await askProgram(program, {
    args: ['get'],
    env: helperEnvironment(name, env),
    input: server,
    signal,
    timeoutMs,
  });
  if (answer.kind === 'missing') return { note: `${program} is not installed` };
  if (answer.kind === 'timeout') return { note: `${program} did not answer within ${timeoutMs / 1000} s` };
  if (answer.kind === 'failed') return { note: `${program} failed: ${answer.reason}` };
  const { exitCode, stdout, stderr } = answer;
  if (exitCode === 0) return readAnswer(program, stdout);
  if (/credentials not found/i.test(`${stdout}\n${stderr}`)) return {};
  return { note: `${program} failed with exit code ${exitCode}` };
}

function readAnswer(program: string, text: string): { credentials?: HelperCredentials; note?: string } {
  try {
    const { Username, Secret } = JSON.parse(text) as { Username?: unknown; Secret?: unknown };
    if (typeof Secret === 'string' && Secret !== '') {
      return { credentials: { username: typeof Username === 'string' ? Username : '', secret: Secret } };
    }
    return {};
  } catch {
    return { note: `${program} answered what no credential helper answers` };
  }
}

function helperEnvironment(name: string, env: Environment): Record<string, string> {
  const own = ownVariables.filter(([helper]) => helper.test(name)).map(([, variables]) => variables);
  return Object.fromEntries(
    Object.entries(env).filter(
      (pair): pair is [string, string] =>
        pair[1] !== undefined && [everyone, ...own].some((wanted) => wanted.test(pair[0])),
    ),
  );
}
