import { connect, createServer, type ServerHttp2Stream } from 'node:http2';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';

export interface HostileServer {
  /** `127.0.0.1:port`. */
  endpoint: string;
  stop: () => Promise<void>;
}

/** What happens to a call: it reaches the provider, also as the last one of its connection; its stream is reset; its whole connection is cut. */
type Treatment = 'forward' | 'last' | 'reset' | 'cut';

/** Stands between VCTS and a provider on the wire; `treat` gets the method and how many calls came before, from 0. */
export async function hostileProxy(
  provider: string,
  treat: (call: { method: string; index: number }) => Treatment,
): Promise<HostileServer> {
  const upstream = connect(`http://${provider}`).on('error', () => {});
  const sockets = new Map<number | undefined, Socket>();
  let index = 0;
  const server = createServer();
  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(remotePort));
  });
  server.on('session', (session) => session.on('error', () => {}));
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    const method = String(headers[':path']).split('/').at(-1) ?? '';
    const treatment = treat({ method, index });
    index += 1;
    if (treatment === 'cut') sockets.get(stream.session?.socket.remotePort)?.resetAndDestroy();
    else if (treatment === 'reset') stream.close(2);
    else {
      if (treatment === 'last') stream.session?.close();
      forward(stream, upstream.request({ ...headers }));
    }
  });
  const { endpoint, close } = await listen(server as unknown as Server);
  return {
    endpoint,
    stop: async () => {
      for (const socket of sockets.values()) socket.destroy();
      upstream.destroy();
      await close();
    },
  };
}

function forward(stream: ServerHttp2Stream, request: ReturnType<ReturnType<typeof connect>['request']>): void {
  let trailers = {};
  request.on('error', () => stream.close(2));
  request.on('trailers', (received) => {
    trailers = received;
  });
  request.on('response', ({ ':status': _status, ...headers }, flags) => {
    if (stream.destroyed) return;
    stream.respond(headers, { waitForTrailers: true, endStream: (flags & 1) === 1 });
    request.pipe(stream);
  });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.pipe(request);
  stream.once('close', () => request.close());
}

/** A server that is none: `greet` does with each connection what it likes. */
export async function hostileServer(greet: (socket: Socket) => void): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    greet(socket);
  });
  const { endpoint, close } = await listen(server);
  return {
    endpoint,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await close();
    },
  };
}

async function listen(server: Server): Promise<{ endpoint: string; close: () => Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { endpoint: `127.0.0.1:${port}`, close };
}
