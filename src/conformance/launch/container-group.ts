import { randomBytes } from 'node:crypto';
import type { RunContext } from '../../foundation/run-context.js';
import type { ContainerEngine } from './container-engine.js';
import { freePorts } from './free-ports.js';
import { startWatchdog, type Watchdog } from './watchdog.js';

const leastPrivileges = [
  '--security-opt=no-new-privileges',
  '--cap-drop=ALL',
  '--read-only',
  '--tmpfs=/tmp',
  '--memory=1g',
  '--pids-limit=512',
];

/** The engine reads these itself, so a container's value for them must not be handed over in its environment. */
const readByEngines = /^(PATH|HOME|TMPDIR|LD_.*|XDG_.*|(DOCKER|CONTAINER|CONTAINERS|CONTAINERD|NERDCTL|PODMAN)_.*)$/;

// Twice more: what the engine was doing when this process was killed may show only then.
const removal = [
  'engine=$1 network=$2; shift 2',
  'for pause in 3 3 0; do "$engine" kill "$@"; "$engine" rm --force --volumes "$@"; sleep $pause; done',
  '[ "$network" = none ] || "$engine" network rm "$network"',
].join('; ');

export interface NewContainer {
  /** Unique in the group. */
  name: string;
  /** What the engine knows it by. */
  image: string;
  env: Record<string, string>;
  /** Ports inside that get a free port on 127.0.0.1 each. */
  ports: readonly number[];
}

export interface StartedContainer {
  /** In the network of the group; empty where the engine tells none. */
  address: string;
  /** Port inside to port on 127.0.0.1. */
  ports: ReadonlyMap<number, number>;
  /** Resolves with the reason when it ends. */
  ended: Promise<string>;
  /** As it was written. */
  logs: () => Promise<string>;
  /** Ends it at once; its logs stay. */
  kill: () => Promise<void>;
}

/**
 * The containers of one run. Each has least privileges and its ports on loopback only. Those that are started later
 * know those before them by name. All are removed in every case: by `remove`, or, where this process is killed, by a
 * watchdog.
 */
export class ContainerGroup {
  private readonly engine: ContainerEngine;
  private readonly context: RunContext;
  private readonly id = `vcts-${randomBytes(6).toString('hex')}`;
  private readonly watchdog: Watchdog;
  private readonly hasNetwork: boolean;
  private readonly started = new Map<string, StartedContainer>();
  private readonly names: readonly string[];
  private readonly removed = new AbortController();

  private constructor(engine: ContainerEngine, names: readonly string[], context: RunContext) {
    this.engine = engine;
    this.context = context;
    this.names = names.map((name) => this.fullName(name));
    this.hasNetwork = names.length > 1;
    const words = [engine.name, this.hasNetwork ? this.id : 'none', ...this.names];
    this.watchdog = startWatchdog({ script: removal, words, env: engine.env });
  }

  /** A group with a network of its own where it is for more than one. Throws EnvironmentError. */
  static async open(engine: ContainerEngine, names: readonly string[], context: RunContext): Promise<ContainerGroup> {
    const group = new ContainerGroup(engine, names, context);
    try {
      if (group.hasNetwork) await engine.command(['network', 'create', group.id], { toItsEnd: true });
      return group;
    } catch (thrown) {
      await group.remove();
      throw thrown;
    }
  }

  /** Throws EnvironmentError, and the signal's reason. */
  async start(container: NewContainer): Promise<StartedContainer> {
    const ports = await this.run(container);
    this.context.signal.throwIfAborted();
    const name = this.fullName(container.name);
    const started: StartedContainer = {
      address: await this.addressOf(name),
      ports,
      ended: this.engine
        .wait(name, this.removed.signal)
        .then((code) => (code === '' ? 'it was ended' : `it ended with exit code ${code}`)),
      logs: () => this.engine.logs(name),
      kill: () => this.engine.kill(name),
    };
    this.started.set(container.name, started);
    return started;
  }

  async remove(): Promise<void> {
    for (const name of this.names.toReversed()) {
      // Sidecars have nothing to put in order; a provider may have sessions to end.
      if (name === this.fullName('provider')) await this.engine.stop(name);
      else await this.engine.kill(name);
      await this.engine.remove('container', name);
    }
    if (this.hasNetwork) await this.engine.remove('network', this.id);
    this.watchdog.callOff();
    this.removed.abort();
    await Promise.all([...this.started.values()].map(({ ended }) => ended));
  }

  private fullName(name: string): string {
    return `${this.id}-${name}`;
  }

  /** Between choosing a port and taking it another program may take it. */
  private async run(container: NewContainer, attempts = 3): Promise<Map<number, number>> {
    const free = await freePorts(container.ports.length);
    const ports = new Map(container.ports.map((inside, index) => [inside, free[index] as number]));
    try {
      const { args, env } = this.arguments(container, ports);
      await this.engine.command(args, { env, toItsEnd: true });
      return ports;
    } catch (thrown) {
      if (attempts <= 1 || !/in use|already allocated/i.test(String(thrown))) throw thrown;
      await this.engine.remove('container', this.fullName(container.name));
      return await this.run(container, attempts - 1);
    }
  }

  private arguments({ name, image, env }: NewContainer, ports: ReadonlyMap<number, number>) {
    const publish = [...ports].map(([inside, outside]) => `--publish=127.0.0.1:${outside}:${inside}`);
    const hosts = [...this.started].map(([other, { address }]) => `--add-host=${other}:${address}`);
    const [own, shared] = [true, false].map((is) =>
      Object.entries(env).filter(([variable]) => readByEngines.test(variable) === is),
    ) as [[string, string][], [string, string][]];
    const options = [
      '--detach',
      '--pull=never',
      `--name=${this.fullName(name)}`,
      `--network=${this.network()}`,
      ...leastPrivileges,
      ...publish,
      ...hosts,
      // By name only: a value in an argument can be read by everybody on the machine.
      ...shared.map(([variable]) => `--env=${variable}`),
      ...own.map(([variable, value]) => `--env=${variable}=${value}`),
    ];
    return { args: ['run', ...options, image], env: Object.fromEntries(shared) };
  }

  /** Said also where it is the default, since the engine's settings could make that the host's network. */
  private network(): string {
    if (this.hasNetwork) return this.id;
    return this.engine.name === 'podman' ? 'private' : 'bridge';
  }

  private async addressOf(container: string): Promise<string> {
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}';
    const addresses = await this.engine.command(['inspect', '--format', format, container]);
    return addresses.trim().split(/\s+/)[0] ?? '';
  }
}
