import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.js';

export interface HealthOptions {
  host: string;
  port: number;
  isReady: () => boolean;
  metrics: Pick<Metrics, 'render' | 'contentType'>;
}

export interface HealthServer {
  port: number;
  stop: () => Promise<void>;
}

/** Serves liveness, readiness (503 while it starts and stops) and metrics over HTTP. Rejects where the port is taken. */
export async function serveHealth({ host, port, isReady, metrics }: HealthOptions): Promise<HealthServer> {
  const server = createServer(async (request, response) => {
    const reply = (code: number, body: string, type = 'text/plain; charset=utf-8') => {
      response.writeHead(code, { 'content-type': type, connection: 'close' });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return reply(405, 'only GET is answered\n');
    switch ((request.url ?? '/').split('?')[0]) {
      // The shorter names are what virtrigaud-provider-runtime asks for.
      case '/healthz':
      case '/health':
        return reply(200, 'ok\n');
      case '/readyz':
      case '/ready':
        return isReady() ? reply(200, 'ready\n') : reply(503, 'not ready\n');
      case '/metrics':
        return reply(200, await metrics.render(), metrics.contentType);
      default:
        return reply(404, 'here are /healthz, /readyz and /metrics\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
