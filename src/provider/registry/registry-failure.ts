import { messageOf, RemoteError, VrtgError } from '../../foundation/errors.js';
import { cut, printableLine } from '../../foundation/terminal-text.js';
import type { FetchLimits } from './fetch-limits.js';

const runAgain = 'Run the same command again in a while.';

/** The registry failed or answered what no registry answers (exit 8). */
export function registryFailure(
  code: string,
  message: string,
  { hint = runAgain }: { hint?: string } = {},
): RemoteError {
  return new RemoteError({ code, message: printableLine(cut(message, 1_000)), hint });
}

/** What kept an answer from coming, as people understand it. */
export function unreachable(url: URL, thrown: unknown, limits: FetchLimits): VrtgError {
  if (thrown instanceof VrtgError) return thrown;
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') {
    return registryFailure('REGISTRY_TIMEOUT', `${url.host} did not answer within ${limits.timeoutMs / 1000} s`);
  }
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const code = (cause as { code?: unknown }).code;
  const why =
    typeof code === 'string' && !messageOf(cause).includes(code) ? `${messageOf(cause)} (${code})` : messageOf(cause);
  if (typeof code === 'string' && /CERT|SSL|TLS|SIGNED/.test(code)) {
    return registryFailure('REGISTRY_TLS', `The TLS connection to ${url.host} cannot be trusted: ${why}`, {
      hint: 'A registry with a certificate of its own authority is trusted with NODE_EXTRA_CA_CERTS=FILE; plain http is for loopback only.',
    });
  }
  return registryFailure('REGISTRY_UNREACHABLE', `${url.host} could not be reached: ${why}`, {
    hint: "Check the registry's name and the network, then run the same command again.",
  });
}

export interface OciError {
  code: string;
  message: string;
}

/** The errors of a distribution API answer; undefined where the body is none. */
export function ociErrors(body: Uint8Array): OciError[] | undefined {
  try {
    const { errors } = JSON.parse(Buffer.from(body).toString('utf8')) as { errors?: unknown };
    if (!Array.isArray(errors)) return undefined;
    return errors.map((error: { code?: unknown; message?: unknown } | null) => ({
      code: typeof error?.code === 'string' ? error.code.toUpperCase() : '',
      message: typeof error?.message === 'string' ? error.message : '',
    }));
  } catch {
    return undefined;
  }
}

/** What the registry said, short and safe to print. */
export function sayingOf(status: number, body: Uint8Array): string {
  const said = (ociErrors(body) ?? [])
    .map(({ code, message }) => [code, message].filter((text) => text !== '').join(': '))
    .filter((text) => text !== '');
  return printableLine(cut([`HTTP ${status}`, ...new Set(said)].join(', '), 300));
}
