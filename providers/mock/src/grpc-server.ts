import {
  Server,
  type ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { healthDefinition } from '../../../src/provider/contract/provider-service.js';
import { HealthService } from './health-service.js';

export interface GrpcOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  credentials: ServerCredentials;
  definition: ServiceDefinition;
  implementation: UntypedServiceImplementation;
}

export interface GrpcServer {
  port: number;
  /** From now on the health service answers NOT_SERVING. */
  drain: () => void;
  /** Takes no new calls, waits for those in flight at most that long, then cuts them off. */
  stop: (graceMs: number) => Promise<void>;
  /** Cuts everything off at once. */
  kill: () => void;
}

/** Serves a provider and grpc.health.v1 on one port. Rejects where the port cannot be had. */
export async function serveGrpc({ host, port, ...options }: GrpcOptions): Promise<GrpcServer> {
  const server = new Server();
  const health = new HealthService(['', 'provider']);
  server.addService(healthDefinition, health.handlers);
  server.addService(options.definition, options.implementation);
  const bound = await bind(server, { address: `${bracketed(host)}:${port}`, credentials: options.credentials });
  return {
    port: bound,
    drain: () => health.drain(),
    stop: (graceMs) => stop(server, graceMs),
    kill: () => server.forceShutdown(),
  };
}

function bind(server: Server, at: { address: string; credentials: ServerCredentials }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(at.address, at.credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });
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

/** An IPv6 address as it stands before a port. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
