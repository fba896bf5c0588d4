import { UserError } from '../../../foundation/errors.js';
import { exitCodes } from '../../../foundation/exit-codes.js';
import type { Cluster } from './cluster.js';

/** Where the manager itself would connect to, as of VirtRigaud v0.3.11. */
export interface ProviderInCluster {
  namespace: string;
  pod: string;
  /** The container's port behind the service. */
  port: number;
  /** `<service>.<namespace>.svc.cluster.local`: the name in the provider's certificate. */
  serverName: string;
  /** PEM files of the Provider's TLS secret; undefined where the Provider switches TLS off or names none. */
  tls?: { ca?: Buffer; cert?: Buffer; key?: Buffer };
}

interface ProviderObject {
  spec?: {
    runtime?: {
      service?: { port?: number; tls?: { enabled?: boolean; secretRef?: { name?: string } } };
    };
  };
}

interface ServiceObject {
  spec?: {
    selector?: Record<string, string>;
    ports?: { name?: string; port: number; targetPort?: number | string }[];
  };
}

interface PodObject {
  metadata?: { name?: string; deletionTimestamp?: string };
  spec?: { containers?: { ports?: { name?: string; containerPort: number }[] }[] };
  status?: { phase?: string; conditions?: { type: string; status: string }[] };
}

const defaultPort = 9443;

/** Finds the service, a ready pod and the TLS secret of a Provider object. Throws UserError (exit code 4) where one is missing. */
export async function findProvider(
  { namespace, name }: { namespace: string; name: string },
  { read }: Pick<Cluster, 'read'>,
): Promise<ProviderInCluster> {
  const core = `/api/v1/namespaces/${namespace}`;
  const provider = (await read(`/apis/infra.virtrigaud.io/v1beta1/namespaces/${namespace}/providers/${name}`)) as
    | ProviderObject
    | undefined;
  if (!provider) {
    throw missing(
      `there is no Provider ${name} in the namespace ${namespace}`,
      'List them with `kubectl get providers -A`.',
    );
  }
  const service = `virtrigaud-provider-${namespace}-${name}`;
  const found = (await read(`${core}/services/${service}`)) as ServiceObject | undefined;
  if (!found) {
    throw missing(
      `the Provider ${namespace}/${name} has no service ${service}`,
      'The manager makes it; see the conditions of the Provider with kubectl describe provider.',
    );
  }
  const wanted = provider.spec?.runtime?.service?.port ?? defaultPort;
  const { pod, port } = await readyPod({ core, service, wanted, found }, read);
  const tls = await tlsOf(provider, { core, read });
  return {
    namespace,
    pod,
    port,
    serverName: `${service}.${namespace}.svc.cluster.local`,
    ...(tls && { tls }),
  };
}

interface Search {
  core: string;
  service: string;
  wanted: number;
  found: ServiceObject;
}

async function readyPod({ core, service, wanted, found }: Search, read: Cluster['read']) {
  const selector = Object.entries(found.spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`);
  const query = new URLSearchParams({ labelSelector: selector.join(',') });
  const { items = [] } = ((await read(`${core}/pods?${query}`)) ?? {}) as { items?: PodObject[] };
  const pod = items.find(isReady);
  const name = pod?.metadata?.name;
  if (selector.length === 0 || !name) {
    const states = items.map(({ metadata, status }) => `${metadata?.name} is ${status?.phase ?? 'unknown'}`);
    throw missing(
      `no pod behind the service ${service} is ready${states.length > 0 ? `: ${states.join(', ')}` : ''}`,
      'See kubectl describe pod for what it waits for.',
    );
  }
  return { pod: name, port: targetPort(found, { wanted, pod }) };
}

function isReady({ metadata, status }: PodObject): boolean {
  const ready = status?.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True');
  return ready === true && status?.phase === 'Running' && metadata?.deletionTimestamp === undefined;
}

function targetPort({ spec }: ServiceObject, { wanted, pod }: { wanted: number; pod: PodObject }): number {
  const ports = spec?.ports ?? [];
  const port = ports.find((one) => one.port === wanted) ?? ports.find(({ name }) => name === 'grpc') ?? ports[0];
  if (typeof port?.targetPort !== 'string') return port?.targetPort ?? port?.port ?? wanted;
  const named = pod.spec?.containers
    ?.flatMap(({ ports: all = [] }) => all)
    .find(({ name }) => name === port.targetPort);
  return named?.containerPort ?? port.port;
}

async function tlsOf(provider: ProviderObject, { core, read }: { core: string; read: Cluster['read'] }) {
  const tls = provider.spec?.runtime?.service?.tls;
  const name = tls?.secretRef?.name;
  if (tls?.enabled === false || name === undefined) return undefined;
  const secret = (await read(`${core}/secrets/${name}`)) as { data?: Record<string, string> } | undefined;
  if (!secret) {
    throw missing(`the TLS secret ${name} of the Provider is not there`, 'It holds tls.crt, tls.key and ca.crt.');
  }
  const file = (key: string) => {
    const text = secret.data?.[key];
    return text === undefined ? undefined : Buffer.from(text, 'base64');
  };
  const [ca, cert, key] = [file('ca.crt'), file('tls.crt'), file('tls.key')];
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function missing(message: string, hint: string): UserError {
  return new UserError({ code: 'PROVIDER_NOT_IN_CLUSTER', message, hint, exitCode: exitCodes.unreachable });
}
