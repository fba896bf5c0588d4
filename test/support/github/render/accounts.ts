import type { Json } from '../exchange.js';
import type { Account, World } from '../world.js';

export function nodeId(type: string, id: number): string {
  return `${type}_${Buffer.from(String(id)).toString('base64url')}`;
}

export function simpleUser(world: World, account: Account): Json {
  // Bots are called name[bot].
  const urlName = encodeURIComponent(account.login);
  const url = `${world.api}/users/${urlName}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.kind === 'Organization' ? 'O' : 'U', account.id),
    avatar_url: `${world.origin}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${world.origin}/${urlName}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.kind,
    site_admin: false,
  };
}

export function publicUser(world: World, account: Account): Json {
  return {
    ...simpleUser(world, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    public_repos: world.repositories.filter((each) => each.owner === account && !each.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  };
}

/** The user's own view of the account, for tokens that carry the `user` scope. */
export function privateUser(world: World, account: Account): Json {
  return {
    ...publicUser(world, account),
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  };
}
