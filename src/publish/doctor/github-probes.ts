import { exitCodes } from '../../foundation/exit-codes.js';
import type { RunContext } from '../../foundation/run-context.js';
import type { GitHubAddress } from '../catalog-repository/catalog-address.js';
import { connect, type GitHub } from '../github/client.js';
import { isFailure } from '../github/github-failure.js';
import { catalogRepository, findRepository, type Repository } from '../github/repository.js';
import { findToken, type Token } from '../github/token.js';
import type { Finding } from './doctor-types.js';
import { lacking, type Probe, skipped } from './probe.js';
import { askForToken, type TokenFacts, tokenKind } from './token-facts.js';

export interface CatalogQuestion {
  address: GitHubAddress;
  context: RunContext;
  offline: boolean;
}

const kindNames: Record<TokenFacts['kind'], string> = {
  classic: 'a classic personal token',
  oauth: 'a token of an OAuth application such as gh',
  'fine-grained': 'a fine-grained personal token',
  app: 'a token of an App or of an Actions job',
  'user-of-app': "a person's token of an App",
  unknown: 'a token of an unknown form',
};

/** The token, and what it may do at the catalog. Only reads are sent. */
export function githubProbes(question: CatalogQuestion): Probe[] {
  const { address, offline } = question;
  let once: Promise<Asked> | undefined;
  let isConnected = false;
  const ask = (signal: AbortSignal) => {
    once ??= askGitHub(question, {
      signal,
      connected: () => {
        isConnected = true;
      },
    });
    return once;
  };
  // Before the token is there nobody was asked but gh.
  const lateExitCode = () => (isConnected ? exitCodes.remote : exitCodes.notAllowed);
  return [
    {
      id: 'token',
      title: `token for ${address.host}`,
      exitCode: exitCodes.notAllowed,
      lateExitCode,
      look: async (signal) => {
        if (!offline) return tokenFinding(address, await ask(signal));
        const { value, source } = await findToken(address.host, { ...question.context, signal });
        const kind = tokenKind(value);
        return {
          status: 'ok',
          found: `${source} has ${kindNames[kind]}; nobody asked what it may do (--offline)`,
          facts: { source, host: address.host, kind },
        };
      },
    },
    {
      id: 'catalog',
      title: `catalog ${address.owner}/${address.name}`,
      exitCode: exitCodes.notAllowed,
      lateExitCode,
      look: async (signal) => {
        if (offline) return skipped('nobody asked (--offline)');
        const found = await ask(signal).catch(() => undefined);
        signal.throwIfAborted();
        return found ? catalogFinding(found) : skipped('nobody can ask without a token that is taken');
      },
    },
  ];
}

interface Asked {
  github: GitHub;
  token: Token;
  facts: TokenFacts;
}

async function askGitHub(
  { address, context }: CatalogQuestion,
  { signal, connected }: { signal: AbortSignal; connected: () => void },
): Promise<Asked> {
  const token = await findToken(address.host, { env: context.env, signal });
  connected();
  const github = await connect({ address, token, signal, progress: () => {} });
  return { github, token, facts: await askForToken(github) };
}

/** Any one of these lets a token write to public repositories, the first to private ones too. */
const writingScopes = ['repo', 'public_repo'];

function tokenFinding({ host }: GitHubAddress, { token, facts }: Asked): Finding {
  const { kind, login, scopes, expires } = facts;
  const told = {
    source: token.source,
    host,
    kind,
    login: login ?? null,
    scopes: scopes ?? null,
    expires: expires ?? null,
  };
  const whose = login === undefined ? '' : ` of ${login}`;
  const may = scopes === undefined ? '' : scopes.length > 0 ? `, scopes ${scopes.join(', ')}` : ', without any scope';
  const found = `${token.source} has ${kindNames[kind]}${whose}${may}${expires === undefined ? '' : `, valid until ${expires}`}`;
  if (scopes === undefined) return { status: 'ok', found, facts: told };
  if (!scopes.some((scope) => writingScopes.includes(scope))) {
    const fix = scopeFix(token, { host, scope: 'public_repo' });
    const missing = { exitCode: exitCodes.notAllowed, fix };
    return { ...lacking(`${found}: it may open no pull request without public_repo (or repo)`, missing), facts: told };
  }
  if (scopes.includes('workflow')) return { status: 'ok', found, facts: told };
  return {
    status: 'warning',
    found: `${found}; without the workflow scope a fork that is behind cannot be brought up to a catalog that changed its workflows`,
    fix: scopeFix(token, { host, scope: 'workflow' }),
    facts: told,
  };
}

function scopeFix({ source }: Token, { host, scope }: { host: string; scope: string }): string {
  if (source.startsWith('gh ')) return `Run: \`gh auth refresh --hostname ${host} --scopes ${scope}\``;
  return `Give the token in ${source} the ${scope} scope in its settings on ${host}, or set another one.`;
}

async function catalogFinding({ github, token, facts }: Asked): Promise<Finding> {
  const catalog = await catalogRepository(github);
  const isOwner = facts.login?.toLowerCase() === catalog.owner.toLowerCase();
  const mayWrite = facts.scopes === undefined ? undefined : facts.scopes.some((scope) => writingScopes.includes(scope));
  const forker = isOwner || mayWrite === false ? undefined : facts.login;
  const fork = forker === undefined ? undefined : await ownFork(github, catalog, forker);
  const told = {
    repository: catalog.fullName,
    canPush: mayWrite === undefined ? null : mayWrite && catalog.canPush,
    canFork:
      facts.login === undefined
        ? false
        : mayWrite === undefined
          ? null
          : mayWrite && (fork !== undefined || catalog.allowForking),
    fork: fork?.fullName ?? null,
  };
  const renamed = `${github.address.owner}/${github.address.name}`.toLowerCase() !== catalog.fullName.toLowerCase();
  const name = renamed ? `now ${catalog.fullName}, which can be read` : 'can be read';
  const facing = { ...told, canOpenPullRequest: mayWrite === undefined ? null : mayWrite };
  const ok = (found: string): Finding => ({ status: 'ok', found, facts: facing });
  const missing = (found: string, fix: string): Finding => ({
    ...lacking(found, { exitCode: exitCodes.notAllowed, fix }),
    facts: facing,
  });
  if (mayWrite === false) return missing(`${name} only: the token lacks a scope`, 'See the token above.');
  if (facts.login === undefined) {
    return {
      status: 'warning',
      found: `${name}; whether this token may push there is known only by trying, and it cannot fork`,
      fix: 'Use it in a job of the catalog itself, or set a personal token with the public_repo scope.',
      facts: facing,
    };
  }
  if (!catalog.canPush && !catalog.allowForking && fork === undefined) {
    return missing(
      `${name}, but takes no pushes of ${facts.login} and may not be forked`,
      'Ask those who look after the catalog for write access, or to allow forks.',
    );
  }
  const way = catalog.canPush
    ? `the branch goes to ${catalog.fullName} itself`
    : `the branch goes to ${fork ? `your fork ${fork.fullName}` : 'a fork that publish makes, or finds under another name'}`;
  if (mayWrite === true) return ok(`${name}; ${way}`);
  return {
    status: 'warning',
    found: `${name}; ${way}, if the permissions of the token from ${token.source} allow it, which GitHub does not tell`,
    fix: `It needs contents and pull requests (write) at the catalog${catalog.canPush ? '' : ', and administration (write) to fork'}. Where the pull request is refused, publish leaves with exit code ${exitCodes.manual} and the address to open it by hand.`,
    facts: facing,
  };
}

/** The fork under the catalog's own name; publish finds others too. */
async function ownFork(github: GitHub, catalog: Repository, owner: string): Promise<Repository | undefined> {
  try {
    const found = await findRepository(github, { owner, name: catalog.name });
    return found?.isFork && found.networkId === catalog.networkId ? found : undefined;
  } catch (thrown) {
    // What is not there may as well be private, for which public_repo is not enough: GitHub answers both alike.
    if (isFailure(thrown, 'missing-scope')) return undefined;
    throw thrown;
  }
}
