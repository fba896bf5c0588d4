import { EnvironmentError } from '../../../foundation/errors.js';
import { exitCodes } from '../../../foundation/exit-codes.js';

/** The gateway to a cluster: the kubeconfig decides where it is and who asks. */
export interface Cluster {
  /** GET of an object; undefined where the API says 404. Throws EnvironmentError. */
  read: (path: string) => Promise<unknown>;
  /** Joins a stream to a port of a pod for as long as the stream lives. */
  forward: (to: { namespace: string; pod: string; port: number }, stream: NodeJS.ReadWriteStream) => Promise<Closable>;
  /** The server's address, for messages. */
  server: string;
}

interface Closable {
  close: () => void;
}

const answerTimeoutMs = 15_000;

/** Reads `$KUBECONFIG`, `~/.kube/config` or the service account that a pod is given, as kubectl does. Throws EnvironmentError. */
export async function openCluster({ context }: { context?: string | undefined }): Promise<Cluster> {
  const [{ KubeConfig }, { PortForward }] = await Promise.all([
    import('@kubernetes/client-node/dist/config.js'),
    import('@kubernetes/client-node/dist/portforward.js'),
  ]);
  const config = new KubeConfig();
  try {
    config.loadFromDefault();
    if (context !== undefined) config.setCurrentContext(context);
  } catch (thrown) {
    throw unusable(`the kubeconfig cannot be read: ${(thrown as Error).message}`);
  }
  if (context !== undefined && !config.getContextObject(context)) {
    const known = config.getContexts().map(({ name }) => name);
    throw unusable(`the kubeconfig has no context ${context}; it has ${known.join(', ') || 'none'}`);
  }
  const server = config.getCurrentCluster()?.server;
  // What the client assumes where it finds nothing at all.
  if (!server || server === 'http://localhost:8080') throw unusable('no kubeconfig names a cluster');
  const forwarding = new PortForward(config, true);
  return {
    server,
    read: async (path) => {
      const options = {};
      await config.applyToHTTPSOptions(options).catch((thrown: Error) => {
        throw unusable(`the credentials of the kubeconfig cannot be had: ${thrown.message}`);
      });
      return await getJson(new URL(path, server), options);
    },
    forward: async ({ namespace, pod, port }, stream) => {
      const socket = await forwarding.portForward(namespace, pod, [port], stream as never, null, stream as never);
      return typeof socket === 'function' ? { close: () => socket()?.close() } : { close: () => socket.close() };
    },
  };
}

async function getJson(url: URL, options: object): Promise<unknown> {
  const { request } = await (url.protocol === 'http:' ? import('node:http') : import('node:https'));
  const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const asked = request(url, { ...options, timeout: answerTimeoutMs }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${answerTimeoutMs / 1000} s`)));
    asked.on('error', reject);
    asked.end();
  }).catch((thrown: Error) => {
    throw unusable(`the Kubernetes API at ${url.origin} cannot be reached: ${thrown.message}`);
  });
  if (status === 404) return undefined;
  if (status === 401 || status === 403) throw refused(url, body);
  if (status !== 200) throw unusable(`the Kubernetes API answered ${status} to GET ${url.pathname}`);
  try {
    return JSON.parse(body);
  } catch {
    throw unusable(`the Kubernetes API answered GET ${url.pathname} with something that is not JSON`);
  }
}

function unusable(message: string): EnvironmentError {
  return new EnvironmentError({
    code: 'CLUSTER_UNREACHABLE',
    message,
    hint: 'Check that kubectl reaches the cluster; KUBECONFIG and --kube-context say which one is meant.',
    exitCode: exitCodes.unreachable,
  });
}

function refused(url: URL, body: string): EnvironmentError {
  return new EnvironmentError({
    code: 'CLUSTER_REFUSED',
    message: `the Kubernetes API refuses GET ${url.pathname}: ${messageIn(body)}`,
    hint: 'The account needs get on providers.infra.virtrigaud.io, services and secrets, list on pods and create on pods/portforward in that namespace.',
    exitCode: exitCodes.notAllowed,
  });
}

function messageIn(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    return typeof message === 'string' ? message : 'no reason given';
  } catch {
    return 'no reason given';
  }
}
