import { Server, type ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { providerDefinition } from '../contract/provider-service.js';

export interface GrpcOptions {
  host: string;
  port: number;
  credentials: ServerCredentials;
  implementation: UntypedServiceImplementation;
}

export interface GrpcServer {
  port: number;
  /** What the health service answers; NOT_SERVING at first. */
  setServing: (serving: boolean) => void;
  /** Takes no new calls, waits for those under way at most that long, then cuts them off. */
  stop: (graceMs: number) => Promise<void>;
}

const healthNames = ['', 'provider'];

/** Serves the provider and grpc.health.v1 on one port. Rejects where the port cannot be had. */
export async function serveGrpc({ host, port, credentials, implementation }: GrpcOptions): Promise<GrpcServer> {
  const server = new Server();
  const health = new HealthImplementation(
    Object.fromEntries(healthNames.map((name) => [name, 'NOT_SERVING' as const])),
  );
  health.addToServer(server);
  server.addService(providerDefinition, implementation);
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, credentials, (error, got) => (error ? reject(error) : resolve(got)));
  });
  return {
    port: bound,
    setServing: (serving) => {
      for (const name of healthNames) health.setStatus(name, serving ? 'SERVING' : 'NOT_SERVING');
    },
    stop: (graceMs) => stop(server, graceMs),
  };
}

function stop(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, graceMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
