import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { PushedImage } from './push-image.js';
import type { SharedImages } from './shared-images.js';

type Engine = Required<SharedImages>['engine'];

/** Names of the containers of that very image, running or not. */
export async function containersOf(engine: Engine, { digest }: Pick<PushedImage, 'digest'>): Promise<string[]> {
  const { stdout } = await execa(engine, ['ps', '--all', '--no-trunc', '--format', '{{.Names}} {{.Image}}']);
  const rows = stdout.split('\n').filter((row) => row.includes(digest));
  return rows.map((row) => row.split(' ')[0] as string);
}

/** Waits for the one container of that image that runs. */
export async function runningContainer(engine: Engine, image: Pick<PushedImage, 'digest'>): Promise<string> {
  for (let tries = 200; tries > 0; tries -= 1) {
    const [name] = await containersOf(engine, image);
    if (name !== undefined && (await processOf(engine, name)) > 0) return name;
    await sleep(50);
  }
  throw new Error('no container of the image was started');
}

/** Resolves once none of them is there any more, to what is there after 15 s otherwise. */
export async function remainingContainers(engine: Engine, image: Pick<PushedImage, 'digest'>): Promise<string[]> {
  for (let tries = 75; ; tries -= 1) {
    const names = await containersOf(engine, image);
    if (names.length === 0 || tries === 0) return names;
    await sleep(200);
  }
}

export interface Confinement {
  capabilities: string;
  noNewPrivileges: string;
  hostNetwork: boolean;
  readOnlyRoot: boolean;
  memoryBytes: number;
  processes: number;
  /** `address:port` of what it publishes. */
  publishedOn: string[];
}

/** How a running container is confined: by what the kernel says of its first process where it can say it. */
export async function confinementOf(engine: Engine, container: string): Promise<Confinement> {
  const { stdout } = await execa(engine, ['inspect', '--type', 'container', container]);
  const [{ HostConfig: host, NetworkSettings: network }] = JSON.parse(stdout);
  const pid = await processOf(engine, container);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const root = readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
    .split('\n')
    .find((line) => line.split(' ')[4] === '/');
  const published = Object.values(network.Ports as Record<string, { HostIp: string }[] | null>).flat();
  return {
    capabilities: /^CapEff:\s*(\w+)$/m.exec(status)?.[1] ?? '',
    noNewPrivileges: /^NoNewPrivs:\s*(\d)$/m.exec(status)?.[1] ?? '',
    hostNetwork: interfacesOf(pid) === interfacesOf('self'),
    readOnlyRoot: root?.split(' ')[5]?.split(',').includes('ro') ?? false,
    memoryBytes: host.Memory,
    processes: host.PidsLimit,
    publishedOn: [...new Set(published.map((binding) => binding?.HostIp ?? ''))],
  };
}

const interfacesOf = (pid: number | 'self') => readFileSync(`/proc/${pid}/net/fib_trie`, 'utf8');

async function processOf(engine: Engine, container: string): Promise<number> {
  const { stdout } = await execa(engine, ['inspect', '--format', '{{.State.Pid}}', container], { reject: false });
  return Number(stdout) || 0;
}
