import { basicAuthorization, bearerToken } from './bearer-token.js';
import { type Challenge, parseChallenges } from './challenge.js';
import type { HelperContext } from './credential-helper.js';
import { type CredentialSearch, findCredentials } from './credentials.js';
import type { RepositoryAddress } from './image-reference.js';
import { registryFailure } from './registry-failure.js';
import { type Fetcher, type RegistryResponse, registryFetch } from './registry-fetch.js';

export interface SessionContext extends Fetcher, HelperContext {
  home: string | undefined;
}

/** How the last answer was got: nobody asked, or with which credentials. */
export interface Access {
  /** Where the credentials are from that are in use; undefined where none are. */
  source?: string;
  /** The same of credentials that were shown, in use or refused. */
  shown?: string;
  /** What the search for credentials told; undefined where nobody had to search. */
  search?: CredentialSearch;
}

export interface RegistryQuery {
  /** Below `/v2/<repository>/`, with its query. */
  path: string;
  accept?: string;
  /** Ask again with credentials where the repository seems to be absent: some registries hide private ones like that. */
  mayBeHidden?: boolean;
  /** Take a redirect to another host for the answer. */
  staysHome?: boolean;
}

/** The conversation with one repository: anonymous first, then with the first credentials that this machine has for it. */
export class RegistrySession {
  private authorization: string | undefined;
  private challenge: Challenge | undefined;
  private hasAnonymousToken = false;
  private search: CredentialSearch | undefined;
  private hasShownCredentials = false;
  private usesCredentials = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly address: RepositoryAddress,
    private readonly origin: string,
    private readonly context: SessionContext,
  ) {}

  get access(): Access {
    const from = this.search?.found?.source;
    return {
      ...(from !== undefined && this.usesCredentials && { source: from }),
      ...(from !== undefined && this.hasShownCredentials && { shown: from }),
      ...(this.search && { search: this.search }),
    };
  }

  /** Any status but a refusal that more authority could lift; those come back when there is nothing left to show. */
  async get(query: RegistryQuery): Promise<RegistryResponse> {
    const url = new URL(`/v2/${this.address.path}/${query.path}`, this.origin);
    // Every round shows more than the one before, or a token anew: there is no endless exchange of 401s.
    let mayRenew = this.authorization !== undefined;
    for (;;) {
      const shown = this.authorization;
      const { accept, staysHome = false } = query;
      const request = { url, authorization: shown, staysHome, ...(accept !== undefined && { accept }) };
      const response = await registryFetch(request, this.context);
      if (!isRefusal(response, query)) return response;
      if (!response.sameOrigin) {
        throw registryFailure(
          'REDIRECT_REFUSED',
          `${this.origin} redirects to ${response.url.host}, which wants credentials`,
          {
            hint: 'Credentials never go along a redirect; name the image by the host that it is redirected to.',
          },
        );
      }
      const advanced = await this.inTurn(async () => {
        // Another request may have come further meanwhile.
        if (this.authorization !== shown) return true;
        this.challenge = chosen(parseChallenges(response.headers.get('www-authenticate'))) ?? this.challenge;
        const renews = mayRenew && response.status === 401;
        mayRenew = false;
        return (renews && (await this.renewed())) || (await this.raised());
      });
      if (!advanced) return response;
    }
  }

  /** One at a time: two requests that are refused together must not take two steps. */
  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.turn.then(work, work);
    this.turn = mine;
    return mine;
  }

  /** A token lives for minutes only. */
  private async renewed(): Promise<boolean> {
    if (this.challenge?.scheme !== 'bearer') return false;
    return this.authorise(this.usesCredentials ? this.search?.found : undefined);
  }

  /** Shows more than before; false where there is nothing more to show. */
  private async raised(): Promise<boolean> {
    if (this.challenge === undefined) this.challenge = await this.askForChallenge();
    if (this.challenge === undefined) return false;
    if (this.challenge.scheme === 'bearer' && !this.hasAnonymousToken && !this.hasShownCredentials) {
      this.hasAnonymousToken = true;
      if (await this.authorise(undefined)) return true;
    }
    if (this.hasShownCredentials) return false;
    this.search ??= await findCredentials(this.address, this.context);
    if (this.search.found === undefined) return false;
    this.hasShownCredentials = true;
    this.usesCredentials = await this.authorise(this.search.found);
    return this.usesCredentials;
  }

  private async authorise(credentials: CredentialSearch['found']): Promise<boolean> {
    const { challenge, address, context } = this;
    if (challenge?.scheme === 'basic') {
      if (credentials?.kind !== 'password') return false;
      this.authorization = basicAuthorization(credentials);
      return true;
    }
    if (challenge === undefined) return false;
    const token = await bearerToken({ challenge, address, registry: new URL(this.origin), credentials }, context);
    if (token === undefined) return false;
    this.authorization = `Bearer ${token}`;
    return true;
  }

  private async askForChallenge(): Promise<Challenge | undefined> {
    const { headers, sameOrigin } = await registryFetch({ url: new URL('/v2/', this.origin) }, this.context);
    return sameOrigin ? chosen(parseChallenges(headers.get('www-authenticate'))) : undefined;
  }
}

/** What more authority may lift; registries count the pulls of nobody by address and give others more. */
function isRefusal({ status }: RegistryResponse, { mayBeHidden }: RegistryQuery): boolean {
  return status === 401 || status === 403 || status === 429 || (status === 404 && mayBeHidden === true);
}

function chosen(challenges: readonly Challenge[]): Challenge | undefined {
  return ['bearer', 'basic'].flatMap((scheme) => challenges.filter((challenge) => challenge.scheme === scheme))[0];
}
