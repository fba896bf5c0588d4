import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError, UserError } from '../../foundation/errors.js';
import type { RunContext } from '../../foundation/run-context.js';
import type { ImageTarget } from '../conformance-options.js';
import { ContainerEngine } from './container-engine.js';
import { freePorts } from './free-ports.js';
import type { LaunchedProvider } from './launched-provider.js';

const defaultPorts = { grpc: 9443, health: 8080 };
const leastPrivileges = [
  '--security-opt=no-new-privileges',
  '--cap-drop=ALL',
  '--read-only',
  '--tmpfs=/tmp',
  '--memory=1g',
  '--pids-limit=512',
];

/**
 * Starts an image with least privileges, its ports on 127.0.0.1, and removes it in every case. Throws UserError for a
 * bad reference and EnvironmentError (exit code 4) where no engine is there or the image does not start.
 */
export async function launchImage(target: ImageTarget, context: RunContext): Promise<LaunchedProvider> {
  if (!/^[a-z0-9][\w.\-/:@]*$/i.test(target.image)) {
    throw new UserError({
      code: 'BAD_IMAGE',
      message: `"${target.image}" is no image reference`,
      hint: 'Write repository:tag or repository@sha256:digest.',
    });
  }
  const engine = await ContainerEngine.find(context);
  const image = withoutTagBesideDigest(target.image);
  await ensureImage(engine, image, context);
  const digest = await digestOf(engine, image);
  const [port, healthPort] = (await freePorts(2)) as [number, number];
  const container = `vcts-${randomBytes(6).toString('hex')}`;
  const ports = { ...defaultPorts, ...target.ports };
  // By name only: a value in an argument can be read by everybody on the machine.
  const env = Object.keys({ ...target.env }).flatMap((name) => ['--env', name]);
  const publish = [`--publish=127.0.0.1:${port}:${ports.grpc}`, `--publish=127.0.0.1:${healthPort}:${ports.health}`];
  try {
    const options = ['--detach', '--pull=never', '--name', container, ...leastPrivileges, ...publish, ...env];
    await engine.command(['run', ...options, image], { env: target.env ?? {} });
  } catch (thrown) {
    await engine.remove(container);
    throw thrown;
  }
  return watched({ engine, container, target, port, healthPort, ...(digest && { digest }) });
}

/** `repository:tag@digest` is not understood by every engine; the digest alone decides anyway. */
function withoutTagBesideDigest(image: string): string {
  return image.replace(/:[^:/@]+(@sha256:)/, '$1');
}

interface Started {
  engine: ContainerEngine;
  container: string;
  target: ImageTarget;
  port: number;
  healthPort: number;
  digest?: string;
}

function watched({ engine, container, target, port, healthPort, digest }: Started): LaunchedProvider {
  const ended = engine
    .command(['wait', container], { timeoutMs: 24 * 3_600_000 })
    .then((code) => `the container ended with exit code ${code.trim()}`)
    .catch((thrown: unknown) => (thrown instanceof EnvironmentError ? thrown.message : 'the container was ended'));
  return {
    connection: { endpoint: `127.0.0.1:${port}`, tls: target.tls },
    ...(digest && { digest }),
    healthPort,
    patienceMs: 60_000,
    ended,
    output: () => engine.logs(container),
    stop: async () => {
      await engine.remove(container);
      await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
    },
  };
}

/** Plain http is accepted for a registry on loopback only; docker does that by itself. */
function insecure({ name }: ContainerEngine, image: string): string[] {
  if (!/^(localhost|127(\.\d+){3}|\[::1\]):\d+\//.test(image)) return [];
  if (name === 'podman') return ['--tls-verify=false'];
  return name === 'nerdctl' ? ['--insecure-registry'] : [];
}

async function ensureImage(engine: ContainerEngine, image: string, context: RunContext): Promise<void> {
  context.progress({ type: 'note', text: `${engine.name} pulls ${image}` });
  try {
    await engine.command(['pull', '--quiet', ...insecure(engine, image), image]);
  } catch (pullFailed) {
    context.signal.throwIfAborted();
    // An image that was built here and never pushed is an honest subject too: it just has no digest of a registry.
    const isHere = await engine.command(['image', 'inspect', image]).then(
      () => true,
      () => false,
    );
    if (!isHere) throw pullFailed;
  }
}

async function digestOf(engine: ContainerEngine, image: string): Promise<string | undefined> {
  const named = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
  if (named) return named;
  const json = await engine.command(['image', 'inspect', '--format', '{{json .RepoDigests}}', image]);
  const repository = image.replace(/:[^:/@]+$/, '');
  const digests = (JSON.parse(json || '[]') as string[] | null) ?? [];
  return digests.find((reference) => reference.startsWith(`${repository}@`))?.split('@')[1];
}
