import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunContext } from '../../../src/foundation/run-context.js';
import { type DoctorOptions, type DoctorOutcome, doctor } from '../../../src/publish/doctor/doctor.js';
import type { Check, CheckId } from '../../../src/publish/doctor/doctor-types.js';
import type { NewRepository, NewToken } from '../../support/github/population.js';
import { type LoopbackGitHub, startGitHub } from '../../support/github/start-github.js';
import { LoopbackRegistry } from '../../support/registry/loopback-registry.js';

/** A machine with these programs and no others, where each says what such a program says. */
export const programs = {
  git: 'case "$1" in --version) echo "git version 2.50.1";; config) [ "$3" = user.name ] && echo Ada || echo ada@example.com;; esac',
  podman: 'case "$1" in ps) exit 0;; --version) echo "podman version 5.2.0";; *) exit 9;; esac',
  go: 'echo "go version go1.24.1 linux/amd64"',
  helm: 'echo "v3.16.2+g13654a5"',
};

export const providerFile = (registry: string) => `schemaVersion: 1
name: your-provider
displayName: Your Provider
description: A provider for VirtRigaud
repo: https://github.com/yourorg/your-provider
image: ${registry}/team/provider
tag: v1.0.0
capabilities: [core]
maintainer: ada@example.com
license: Apache-2.0
maturity: alpha
`;

/** A GitHub with the catalog acme/catalog, and more catalogs as tests want them. */
export async function startCatalogs(): Promise<LoopbackGitHub> {
  const github = await startGitHub();
  github.addUser('ada', { email: 'ada@example.com' });
  github.addRepository({ owner: 'acme', name: 'catalog', files: { 'README.md': '# Catalog\n' } });
  return github;
}

let catalogs = 0;

/** A machine, and a registry with team/provider:v1.0.0. */
export class DoctorScene {
  readonly folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  private repository = 'catalog';

  private constructor(
    readonly github: LoopbackGitHub,
    readonly registry: LoopbackRegistry,
  ) {}

  static async start(github: LoopbackGitHub, repository?: Partial<NewRepository>): Promise<DoctorScene> {
    const access = { authentication: 'token' as const, private: ['team/secret'], users: { ada: 'word' } };
    const registry = await LoopbackRegistry.start(access);
    const scene = new DoctorScene(github, registry);
    if (repository) {
      catalogs += 1;
      scene.repository = repository.name ?? `catalog-${catalogs}`;
      const files = { 'README.md': '# Catalog\n' };
      github.addRepository({ owner: 'acme', name: scene.repository, files, ...repository });
    }
    registry.add({ repository: 'team/provider', tag: 'v1.0.0', platforms: ['linux/amd64', 'linux/arm64'] });
    registry.add({ repository: 'team/secret', tag: 'v1.0.0' });
    scene.write('work/provider.yaml', providerFile(registry.address));
    for (const [name, script] of Object.entries(programs)) scene.program(name, script);
    return scene;
  }

  get catalog(): string {
    return `${this.github.origin}/acme/${this.repository}`;
  }

  get work(): string {
    return join(this.folder, 'work');
  }

  /** Nothing of the real machine but a shell's `sleep` and `echo`. */
  env(token?: NewToken): Record<string, string> {
    const value = token && this.github.addToken({ ...(token.kind === undefined && { user: 'ada' }), ...token });
    return {
      PATH: join(this.folder, 'bin'),
      HOME: join(this.folder, 'home'),
      XDG_RUNTIME_DIR: join(this.folder, 'run'),
      ...(value !== undefined && { GH_ENTERPRISE_TOKEN: value }),
    };
  }

  program(name: string, script: string): void {
    const file = this.write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  removeProgram(name: keyof typeof programs): void {
    rmSync(join(this.folder, 'bin', name));
  }

  write(path: string, text: string): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  async look({ env = this.env({}), ...options }: Partial<DoctorOptions> & { env?: Record<string, string> } = {}) {
    mkdirSync(this.work, { recursive: true });
    const context: RunContext = {
      env,
      cwd: this.work,
      now: () => new Date('2026-01-02T03:04:05Z'),
      signal: new AbortController().signal,
      progress: () => {},
    };
    const all = { catalog: this.catalog, metadataFile: undefined, image: undefined, offline: false, limitMs: 20_000 };
    return new Seen(await doctor({ ...all, ...options }, context));
  }

  async end(): Promise<void> {
    await this.registry.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a look told, by check. */
export class Seen {
  constructor(readonly outcome: DoctorOutcome) {}

  get exitCode(): number {
    return this.outcome.exitCode;
  }

  check(id: CheckId): Check {
    const found = this.outcome.result.checks.find((check) => check.id === id);
    if (!found) throw new Error(`no check ${id}`);
    return found;
  }

  command(name: string) {
    return this.outcome.result.commands.find(({ command }) => command === name);
  }
}
