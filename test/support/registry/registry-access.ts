import { randomBytes } from 'node:crypto';
import { failure, json, type RegistryAnswer, type RegistryRequest } from './loopback-registry.js';

export interface RegistryAccessOptions {
  /** Default `none`: everybody may read everything. */
  authentication?: 'none' | 'token' | 'basic';
  /** Repositories that only the users may read. */
  private?: readonly string[];
  /** Passwords by user name. */
  users?: Record<string, string>;
  /** OAuth refresh tokens that stand for a user. */
  identityTokens?: readonly string[];
  /**
   * How what is private or absent is refused to everybody: by the token server (GitHub's registry), at the manifest (Docker Hub),
   * or as if it were absent (Artifactory). By default private is 401 and absent is 404.
   */
  refusesAt?: 'token' | 'manifest' | 'hidden';
  /** The address of the token server; by default this registry's own `/token`. */
  realm?: string;
  /** The scope that the challenge names; by default the usual one. */
  scope?: string;
  /** After so many requests a token is no longer taken. */
  tokenUses?: number;
  /** The name of the token in the answer. */
  tokenField?: 'token' | 'access_token';
}

interface Issued {
  user: string | undefined;
  scope: string;
  uses: number;
}

/** Who may read what, as token servers and registries say it. */
export class RegistryAccess {
  private readonly tokens = new Map<string, Issued>();

  constructor(
    private readonly options: RegistryAccessOptions,
    private readonly origin: () => string,
  ) {}

  /** The token server. */
  token({ method, authorization, body }: RegistryRequest, url: URL): RegistryAnswer {
    const form = method === 'POST' ? new URLSearchParams(body) : url.searchParams;
    const scope = form.get('scope') ?? '';
    const refresh = form.get('refresh_token');
    const user = refresh === null ? this.user(authorization) : this.identity(refresh);
    if (user === 'wrong') return failure(401, 'UNAUTHORIZED', 'incorrect username or password');
    const name = /^repository:(.+):pull$/.exec(scope)?.[1] ?? '';
    const isHidden = this.isPrivate(name) || name === 'team/absent';
    if (this.options.refusesAt === 'token' && user === undefined && isHidden)
      return failure(403, 'DENIED', 'requested access to the resource is denied');
    const value = randomBytes(12).toString('hex');
    this.tokens.set(value, { user, scope, uses: 0 });
    return json(200, { [this.options.tokenField ?? 'token']: value, expires_in: 300 });
  }

  /** The refusal that a request for a repository meets; undefined where it may be answered. */
  refusal({ authorization }: RegistryRequest, name: string, exists: boolean): RegistryAnswer | undefined {
    const { authentication = 'none', refusesAt, tokenUses } = this.options;
    if (authentication === 'none') return undefined;
    if (authentication === 'basic') {
      const user = this.user(authorization);
      return user === undefined || user === 'wrong' ? this.challenge(name) : undefined;
    }
    const issued = this.tokens.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
    if (issued === undefined || (tokenUses !== undefined && issued.uses >= tokenUses)) return this.challenge(name);
    issued.uses += 1;
    const isVisible = (exists || refusesAt === undefined) && !this.isPrivate(name);
    if (isVisible || issued.user !== undefined || name === '') return undefined;
    return refusesAt === 'hidden'
      ? failure(404, 'NAME_UNKNOWN', 'repository name not known to registry')
      : this.challenge(name);
  }

  private challenge(name: string): RegistryAnswer {
    const { authentication, realm = `${this.origin()}/token`, scope = `repository:${name}:pull` } = this.options;
    const value =
      authentication === 'basic'
        ? 'Basic realm="Registry"'
        : `Bearer realm="${realm}",service="registry.test",scope="${scope}"`;
    const answer = failure(401, 'UNAUTHORIZED', 'authentication required');
    return { ...answer, headers: { ...answer.headers, 'www-authenticate': value } };
  }

  private isPrivate(name: string): boolean {
    return this.options.private?.includes(name) === true;
  }

  private identity(token: string): string {
    return this.options.identityTokens?.includes(token) ? '<token>' : 'wrong';
  }

  private user(authorization: string | undefined): string | undefined {
    if (authorization === undefined) return undefined;
    const [name = '', ...password] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':');
    return this.options.users?.[name] === password.join(':') ? name : 'wrong';
  }
}
