/** What goes wrong. Everything but `dropAnswer`, `truncate` and `delay` happens instead of the request. */
export type Fault =
  | { kind: 'answer'; status: number; body?: unknown; headers?: Record<string, string> }
  /** The request is carried out, then the connection is destroyed without an answer. */
  | { kind: 'dropAnswer' }
  /** The connection is destroyed before anything happened. */
  | { kind: 'resetBefore' }
  | { kind: 'delay'; ms: number }
  /** A proxy's page or a login page instead of JSON. */
  | { kind: 'htmlPage'; status?: number }
  /** The same path at another origin. */
  | { kind: 'redirect'; to: string; status?: 301 | 302 | 307 | 308 }
  /** The request is carried out; half of the answer's bytes arrive, then the connection is cut. */
  | { kind: 'truncate' }
  | { kind: 'primaryRateLimit'; resetInSeconds?: number }
  | { kind: 'secondaryRateLimit'; retryAfter?: number; status?: 403 | 429 }
  /** A bare 500 whose only hint is the permissions header. */
  | { kind: 'permission500'; permissions?: string }
  | { kind: 'saml'; organization?: string };

export interface FaultCondition {
  /** HTTP method; any where absent. */
  method?: string;
  /** Against the path without `/api/v3`: `/repos/o/r/pulls`, `/graphql`, `/o/r.git/info/refs`. */
  path?: RegExp;
  /** Against the request's body, for instance a GraphQL query. */
  body?: RegExp;
  /** Only the n-th request that fits, counted from 1; every one where absent. */
  nth?: number;
  /** At most so many times. */
  times?: number;
}

/** How often a fault was met; `remove` ends it. */
export interface InjectedFault {
  readonly met: number;
  remove(): void;
}

interface Armed {
  when: FaultCondition;
  fault: Fault;
  seen: number;
  met: number;
}

export class Faults {
  private readonly armed: Armed[] = [];

  inject(when: FaultCondition, fault: Fault): InjectedFault {
    const one: Armed = { when, fault, seen: 0, met: 0 };
    this.armed.push(one);
    return {
      get met() {
        return one.met;
      },
      remove: () => {
        const at = this.armed.indexOf(one);
        if (at !== -1) this.armed.splice(at, 1);
      },
    };
  }

  /** The faults that this request meets; each condition counts it. */
  meet(request: { method: string; path: string; body: string }): Fault[] {
    const met: Fault[] = [];
    for (const one of this.armed) {
      const { method, path, body, nth, times } = one.when;
      if (method !== undefined && method.toUpperCase() !== request.method) continue;
      if (path !== undefined && !new RegExp(path.source, path.flags.replace(/[gy]/g, '')).test(request.path)) continue;
      if (body !== undefined && !new RegExp(body.source, body.flags.replace(/[gy]/g, '')).test(request.body)) continue;
      one.seen += 1;
      if (nth !== undefined && one.seen !== nth) continue;
      if (times !== undefined && one.met >= times) continue;
      one.met += 1;
      met.push(one.fault);
    }
    return met;
  }
}

const DOCS = 'https://docs.github.com/rest';

/** A fault as an answer, where it is one. */
export function faultAnswer(
  fault: Fault,
  path: string,
): { status: number; body: unknown; headers: Record<string, string> } | undefined {
  const seconds = Math.floor(Date.now() / 1000);
  const failure = (status: number, message: string, headers: Record<string, string> = {}) => ({
    status,
    body: { message, documentation_url: DOCS, status: String(status) },
    headers,
  });
  switch (fault.kind) {
    case 'answer':
      return { status: fault.status, body: fault.body, headers: { ...fault.headers } };
    case 'htmlPage': {
      const status = fault.status ?? 502;
      const body = `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>Sign in or try again</h1></body></html>\n`;
      return { status, body, headers: { 'Content-Type': 'text/html; charset=utf-8' } };
    }
    case 'redirect':
      return { status: fault.status ?? 307, body: '', headers: { Location: `${fault.to}${path}` } };
    case 'primaryRateLimit':
      return failure(403, 'API rate limit exceeded for user ID 1001.', {
        'X-RateLimit-Limit': '5000',
        'X-RateLimit-Remaining': '0',
        'X-RateLimit-Used': '5000',
        'X-RateLimit-Reset': String(seconds + (fault.resetInSeconds ?? 1800)),
      });
    case 'secondaryRateLimit':
      return failure(
        fault.status ?? 403,
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        { 'Retry-After': String(fault.retryAfter ?? 1) },
      );
    case 'permission500':
      return {
        status: 500,
        body: '',
        headers: { 'X-Accepted-GitHub-Permissions': fault.permissions ?? 'contents=write' },
      };
    case 'saml':
      return failure(
        403,
        'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
        {
          'X-GitHub-SSO': `required; url=https://github.com/orgs/${fault.organization ?? 'acme'}/sso?authorization_request=A1`,
        },
      );
    default:
      return undefined;
  }
}
