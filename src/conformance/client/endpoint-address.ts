import { isIP } from 'node:net';
import { UserError } from '../../foundation/errors.js';

export interface EndpointAddress {
  /** As grpc-js takes it: `dns:host:port`, `ipv4:...`, `ipv6:...` or `unix:/path`. */
  target: string;
  /** True for loopback addresses, `localhost` and Unix sockets. */
  loopback: boolean;
}

function badEndpoint(endpoint: string, why: string): UserError {
  return new UserError({
    code: 'BAD_ENDPOINT',
    message: `"${endpoint}" is not an endpoint: ${why}`,
    hint: 'Write host:port (localhost:9443, [::1]:9443) or unix:/absolute/path.',
  });
}

/** Reads `host:port`, `[v6]:port` or `unix:/path`. Throws UserError on anything else. */
export function parseEndpoint(endpoint: string): EndpointAddress {
  if (endpoint.startsWith('unix:')) {
    const path = endpoint.slice('unix:'.length).replace(/^\/\/(?=\/)/, '');
    if (!path.startsWith('/')) throw badEndpoint(endpoint, 'a Unix socket needs an absolute path');
    return { target: `unix:${path}`, loopback: true };
  }
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+(?:%\w+)?)\]|(?<host>[^:[\]/@\s]+)):(?<port>\d{1,5})$/.exec(endpoint);
  const { v6, host = v6 ?? '', port } = match?.groups ?? {};
  if (!match) throw badEndpoint(endpoint, 'host and port cannot be told apart');
  if (Number(port) < 1 || Number(port) > 65_535) throw badEndpoint(endpoint, `${port} is no port`);
  if (v6 !== undefined) {
    if (isIP(v6) !== 6) throw badEndpoint(endpoint, `${v6} is no IPv6 address`);
    return { target: `ipv6:[${v6}]:${port}`, loopback: v6 === '::1' };
  }
  const loopback = host === 'localhost' || host.endsWith('.localhost') || (isIP(host) === 4 && host.startsWith('127.'));
  return { target: isIP(host) === 4 ? `ipv4:${host}:${port}` : `dns:${host}:${port}`, loopback };
}
