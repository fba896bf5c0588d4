import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError, UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import type { RunContext } from '../../foundation/run-context.js';
import type { Sidecar } from '../conformance-options.js';
import { ContainerEngine } from './container-engine.js';
import { ContainerGroup, type StartedContainer } from './container-group.js';
import { keptOutput } from './kept-output.js';
import { pullImage } from './pull-image.js';
import { expandValues } from './variables.js';

const patienceMs = 60_000;

/** Where the provider will look for the sidecars: in the group's network by name, or on this machine. */
export type Vantage = 'container' | 'host';

export interface StartedSidecars {
  /** `SIDECAR_<NAME>_HOST`, `_PORT` (of its first port) and `_PORT_<number>`. */
  variables: Record<string, string>;
  /** Resolves with the reason when one ends. */
  ended: Promise<string>;
  logs: () => Promise<string>;
}

/** Sidecars of a provider that runs on this machine. Throws UserError and EnvironmentError. */
export async function startGroupOfSidecars(
  sidecars: readonly Sidecar[],
  context: RunContext,
): Promise<StartedSidecars & { remove: () => Promise<void> }> {
  const names = sidecarNames(sidecars);
  const engine = await ContainerEngine.find(context);
  const group = await ContainerGroup.open(engine, names, context);
  try {
    const started = await startSidecars({ engine, group, sidecars, vantage: 'host', context });
    return { ...started, remove: () => group.remove() };
  } catch (thrown) {
    await group.remove();
    throw thrown;
  }
}

/** The names of sidecars, the same order. Throws UserError where two are alike. */
export function sidecarNames(sidecars: readonly Sidecar[]): string[] {
  const names = sidecars.map(({ name, image }) => name ?? nameInImage(image));
  const twice = names.find((name, index) => names.indexOf(name) !== index || name === 'provider');
  if (twice === undefined) return names;
  throw new UserError({
    code: 'SIDECAR_NAME_TAKEN',
    message: `the name ${twice} of a sidecar is taken`,
    hint: 'Give every sidecar in run.sidecars a name of its own, and none of them "provider".',
  });
}

function nameInImage(image: string): string {
  const last = image.replace(/@.*$/, '').split('/').at(-1) ?? '';
  return last.replace(/:.*$/, '').replace(/[^a-z0-9]+/g, '-');
}

export interface SidecarStart {
  engine: ContainerEngine;
  group: ContainerGroup;
  sidecars: readonly Sidecar[];
  vantage: Vantage;
  context: RunContext;
}

/**
 * Starts them one after the other, each once the ports of the one before take connections. Throws EnvironmentError
 * (exit code 4) with the output of one that does not come up.
 */
export async function startSidecars(start: SidecarStart): Promise<StartedSidecars> {
  const { engine, group, sidecars, vantage, context } = start;
  const names = sidecarNames(sidecars);
  const running: { name: string; container: StartedContainer; env: Record<string, string> }[] = [];
  const variables: Record<string, string> = {};
  for (const [index, { image, env = {}, ports = [] }] of sidecars.entries()) {
    const name = names[index] as string;
    const { reference } = await pullImage(engine, image, context);
    // They see each other inside, wherever the provider is.
    const inside = Object.assign(
      {},
      ...running.map((other, at) => variablesOf(other.name, { host: other.name, ports: portsInside(sidecars[at]) })),
    );
    const own = expandValues(env, inside);
    const container = await group.start({ name, image: reference, env: own, ports });
    running.push({ name, container, env: own });
    await awaitPorts(name, { container, env: own, context });
    const seen =
      vantage === 'container'
        ? { host: name, ports: portsInside({ image, ports }) }
        : { host: '127.0.0.1', ports: container.ports };
    Object.assign(variables, variablesOf(name, seen));
  }
  return {
    variables,
    ended: Promise.race(running.map(({ name, container }) => container.ended.then((why) => `sidecar ${name}: ${why}`))),
    logs: async () => {
      const parts = running.map(async ({ name, container, env }) => {
        return `sidecar ${name}:\n${keptOutput(await container.logs(), env)}`;
      });
      return (await Promise.all(parts)).join('\n');
    },
  };
}

const portsInside = (sidecar: Sidecar | undefined) =>
  new Map((sidecar?.ports ?? []).map((port) => [port, port] as const));

function variablesOf(name: string, { host, ports }: { host: string; ports: ReadonlyMap<number, number> }) {
  const prefix = `SIDECAR_${name.toUpperCase().replaceAll('-', '_')}`;
  const [first] = ports.values();
  return Object.fromEntries([
    [`${prefix}_HOST`, host],
    ...(first === undefined ? [] : [[`${prefix}_PORT`, String(first)]]),
    ...[...ports].map(([inside, seen]) => [`${prefix}_PORT_${inside}`, String(seen)]),
  ]) as Record<string, string>;
}

interface Awaited {
  container: StartedContainer;
  env: Record<string, string>;
  context: RunContext;
}

async function awaitPorts(name: string, { container, env, context }: Awaited): Promise<void> {
  let end: string | undefined;
  void container.ended.then((reason) => {
    end = reason;
  });
  const until = performance.now() + patienceMs;
  const fail = async (why: string) =>
    new EnvironmentError({
      code: 'SIDECAR_NOT_STARTED',
      message: `the sidecar ${name} did not start: ${why}\nIts last output was:\n${keptOutput(await container.logs(), env)}`,
      hint: 'Correct its image, env and ports in run.sidecars; it runs with a read-only root, no capabilities and 1 GiB.',
      exitCode: exitCodes.unreachable,
    });
  for (const [inside, outside] of container.ports) {
    while (!(await takesConnections(outside))) {
      context.signal.throwIfAborted();
      if (end !== undefined) throw await fail(end);
      if (performance.now() > until) throw await fail(`nothing listens on its port ${inside} after a minute`);
      await sleep(100);
    }
  }
  if (end !== undefined) throw await fail(end);
}

/** Some engines accept for a container that does not listen yet, and then hang up. */
async function takesConnections(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => setTimeout(answer, 100, true));
    socket.once('data', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
  });
}
