import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { authority } from '../certificates.js';

/** The part of a Kubernetes API that finding and forwarding to a provider needs, with objects that a test puts in. */
export interface LoopbackCluster {
  /** A kubeconfig with the contexts `loopback` (current) and `stranger`, whose token is refused. */
  kubeconfig: string;
  /** `METHOD path` of every request, in order. */
  requests: string[];
  stop: () => Promise<void>;
}

export interface ClusterContents {
  /** Objects by API path, lists of pods included. */
  objects: Record<string, unknown>;
  /** Where the ports of pods really listen: `pod:port` to `host:port`. */
  ports: Record<string, string>;
}

const token = 'loopback-token';
const channels = { data: 0, error: 1 };

export async function startCluster({ objects, ports }: ClusterContents): Promise<LoopbackCluster> {
  const ca = authority('Cluster CA');
  const { cert, key } = ca.issue({ name: 'kube-apiserver', hosts: ['127.0.0.1'] });
  const requests: string[] = [];
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'v4.channel.k8s.io' });
  const server = createServer({ cert, key }, (request, response) => {
    const url = new URL(request.url ?? '/', 'https://cluster');
    requests.push(`${request.method} ${url.pathname}`);
    const answer = (code: number, body: unknown) => {
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.headers.authorization !== `Bearer ${token}`) {
      answer(403, { kind: 'Status', message: `${url.pathname} is forbidden: the user stranger cannot get it` });
    } else if (url.pathname in objects) answer(200, objects[url.pathname]);
    else answer(404, { kind: 'Status', message: 'not found' });
  });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'https://cluster');
    requests.push(`${request.method} ${url.pathname}`);
    const pod = /\/pods\/([^/]+)\/portforward$/.exec(url.pathname)?.[1];
    const port = Number(url.searchParams.get('ports'));
    const place = ports[`${pod}:${port}`];
    if (place === undefined || request.headers.authorization !== `Bearer ${token}`) {
      socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => join(webSocket, { port, place }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: kubeconfig({ server: `https://127.0.0.1:${port}`, ca: ca.cert }),
    requests,
    stop: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** channel.k8s.io: the first byte of a message is its channel, and each channel begins with its port. */
function join(webSocket: WebSocket, { port, place }: { port: number; place: string }): void {
  const [host = '', targetPort] = place.split(':');
  const target = connect(Number(targetPort), host);
  const beginning = Buffer.alloc(2);
  beginning.writeUInt16LE(port);
  for (const channel of Object.values(channels)) webSocket.send(Buffer.concat([Buffer.from([channel]), beginning]));
  webSocket.on('message', (message: Buffer) => {
    if (message[0] === channels.data) target.write(message.subarray(1));
  });
  webSocket.on('close', () => target.destroy());
  target.on('data', (chunk) => webSocket.send(Buffer.concat([Buffer.from([channels.data]), chunk])));
  target.on('close', () => webSocket.close());
  target.on('error', () => webSocket.close());
}

function kubeconfig({ server, ca }: { server: string; ca: string }): string {
  const user = (name: string, secret: string) => ({ name, user: { token: secret } });
  const context = (name: string) => ({ name, context: { cluster: 'loopback', user: name } });
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'loopback', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
    ],
    users: [user('loopback', token), user('stranger', 'wrong')],
    contexts: [context('loopback'), context('stranger')],
    'current-context': 'loopback',
  });
}
