import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.js';

export interface HealthOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  isReady: () => boolean;
  metrics: Pick<Metrics, 'render' | 'contentType'>;
}

export interface HealthServer {
  port: number;
  stop: () => Promise<void>;
}

/** Serves /healthz, /readyz (503 while draining) and /metrics over HTTP. Rejects where the port cannot be had. */
export async function serveHealth({ host, port, isReady, metrics }: HealthOptions): Promise<HealthServer> {
  const server = createServer(async (request, response) => {
    const reply = (code: number, body: string, type = 'text/plain; charset=utf-8') => {
      response.writeHead(code, { 'content-type': type, connection: 'close' });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return reply(405, 'only GET is answered\n');
    switch (new URL(request.url ?? '/', 'http://health').pathname) {
      case '/healthz':
        return reply(200, 'ok\n');
      case '/readyz':
        return isReady() ? reply(200, 'ready\n') : reply(503, 'draining\n');
      case '/metrics':
        return reply(200, await metrics.render(), metrics.contentType);
      default:
        return reply(404, 'here are /healthz, /readyz and /metrics\n');
    }
  });
  await listen(server, { host, port });
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
}

function listen(server: Server, at: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
