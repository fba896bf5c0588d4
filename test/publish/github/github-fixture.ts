import { expect } from 'vitest';
import type { NewRepository, NewToken } from '../../support/github/population.js';
import { type GitHubOptions, type LoopbackGitHub, startGitHub } from '../../support/github/start-github.js';
import { Author } from '../publish-fixture.js';

export const catalog = 'acme/catalog';
export const branch = 'vrtg-provider--your-provider';
export const entryFile = 'providers/your-provider/provider.yaml';

const start = { 'README.md': '# Catalog\n', 'providers/other/provider.yaml': 'name: other\n' };

/** A GitHub with the catalog acme/catalog, where ada may push or not, and bob, who may. */
export class Scene {
  private readonly authors: Author[] = [];

  private constructor(readonly github: LoopbackGitHub) {}

  static async start({ options = {}, adaMayPush = false, ...repository }: SceneOptions = {}): Promise<Scene> {
    const scene = new Scene(await startGitHub(options));
    scene.github.addUser('ada', { email: 'ada@example.com' });
    scene.github.addUser('bob', { email: 'bob@example.com' });
    scene.github.addRepository({
      owner: 'acme',
      name: 'catalog',
      files: start,
      permissions: { bob: 'write', ...(adaMayPush && { ada: 'write' }) },
      ...repository,
    });
    return scene;
  }

  author({ path = catalog, ...token }: NewToken & { path?: string } = {}): Author {
    const value = this.github.addToken({ ...(token.kind === undefined && { user: 'ada' }), ...token });
    const author = new Author(`${this.github.origin}/${path}`, { GH_ENTERPRISE_TOKEN: value });
    this.authors.push(author);
    return author;
  }

  get pulls() {
    return this.github.pullRequests(catalog);
  }

  /** Requests that could have changed something. */
  get writes(): string[] {
    return this.github.requests
      .filter(({ method, path, body }) => method !== 'GET' && !(path === '/graphql' && !body.includes('mutation')))
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** The one open pull request holds exactly the entry, on one commit above the tip or what is said. */
  expectOnePull({ head = 'ada/catalog', tag = 'v1.0.0' }: { head?: string; tag?: string } = {}): void {
    const open = this.pulls.filter(({ state }) => state === 'open');
    expect(open.map((pull) => pull.head.branch)).toEqual([branch]);
    expect(this.github.readFile(head, branch, entryFile)).toContain(`tag: ${tag}\n`);
    expect(open[0]?.body).toContain(`\`${tag}\``);
    expect(open[0]?.head.sha).toBe(this.github.resolve(head, branch));
  }

  async end(): Promise<void> {
    for (const author of this.authors) author.remove();
    const { violations } = this.github;
    await this.github.close();
    expect(violations).toEqual([]);
  }
}

export interface SceneOptions extends Partial<NewRepository> {
  options?: GitHubOptions;
  adaMayPush?: boolean;
}
