import { startGitHub } from '../../support/github/start-github.js';
import { Author } from '../publish-fixture.js';

export interface Traffic {
  what: string;
  action: string;
  requests: number;
  /** Both ways, headers included. */
  bytes: number;
}

const catalog = 'acme/large';

/** What each kind of publish costs in a catalog of so many providers, measured at the socket. */
export async function measureTraffic(providers: number): Promise<Traffic[]> {
  const github = await startGitHub();
  const authors: Author[] = [];
  const rows: Traffic[] = [];
  const author = (user: string) => {
    const token = github.addToken({ user });
    const made = new Author(`${github.origin}/${catalog}`, { GH_ENTERPRISE_TOKEN: token });
    authors.push(made);
    return made;
  };
  const measure = async (what: string, who: Author, tag: string) => {
    github.clearRequests();
    const { result } = await who.publish({ flags: { name: `${who.env['NAME'] ?? 'your'}-provider`, tag } });
    const { requests, requestBytes, responseBytes } = github.traffic;
    rows.push({ what, action: result.action, requests, bytes: requestBytes + responseBytes });
  };
  const othersGoOn = () =>
    void github.commit(catalog, { branch: 'main', files: { 'later.txt': `${rows.length}\n` }, author: 'carol' });
  try {
    for (const login of ['ada', 'bob', 'carol']) github.addUser(login, { email: `${login}@example.com` });
    github.seedCatalog(providers, { owner: 'acme', name: 'large', permissions: { carol: 'write' } });
    github.addFork(catalog, 'bob');
    const [ada, bob, carol] = [author('ada'), author('bob'), author('carol')];
    Object.assign(bob.env, { NAME: 'bobs' });
    Object.assign(carol.env, { NAME: 'carols' });
    await measure('new provider, no fork yet', ada, 'v1.0.0');
    await measure('the same again', ada, 'v1.0.0');
    othersGoOn();
    await measure('new version while it is open, fork behind', ada, 'v1.1.0');
    github.mergePullRequest(catalog, 1, { method: 'squash' });
    await measure('the catalog has it already', ada, 'v1.1.0');
    await measure('new version after the squash, fork behind', ada, 'v1.2.0');
    await measure('new provider, fork behind', bob, 'v1.0.0');
    await measure('new provider, no fork needed', carol, 'v1.0.0');
    await measure('new version, no fork needed', carol, 'v1.1.0');
    return rows;
  } finally {
    for (const each of authors) each.remove();
    await github.close();
  }
}
