import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, type FaultCondition, Faults, faultAnswer, type InjectedFault } from '../github/faults.js';
import { RegistryAccess, type RegistryAccessOptions } from './registry-access.js';
import { type NewImage, ociTypes, RepositoryContent, type Stored } from './registry-content.js';

export interface RegistryRequest {
  method: string;
  /** With its query. */
  path: string;
  authorization: string | undefined;
  body: string;
}

export interface RegistryAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

export interface RegistryOptions extends RegistryAccessOptions {
  /** Whether the registry has the referrers API, answers 404 there, or with a web page, as some do. Default `api`. */
  referrers?: 'api' | '404' | 'page';
  /** Speaks TLS with these PEM texts. */
  tls?: { key: string; cert: string };
}

/**
 * A container registry on loopback (plain http unless told otherwise, real sockets): manifests, blobs, tags, referrers, and authentication with
 * tokens or Basic. Faults happen by condition. Point the product at `${registry.address}/team/image:tag`.
 */
export class LoopbackRegistry {
  readonly requests: RegistryRequest[] = [];
  readonly repositories = new Map<string, RepositoryContent>();
  readonly access: RegistryAccess;
  private readonly faults = new Faults();

  private constructor(
    private readonly server: Server,
    private readonly options: RegistryOptions,
  ) {
    this.access = new RegistryAccess(options, () => this.origin);
  }

  static async start(options: RegistryOptions = {}): Promise<LoopbackRegistry> {
    const server = options.tls ? createTlsServer(options.tls) : createServer();
    const registry = new LoopbackRegistry(server, options);
    server.on('request', (request, response) => void registry.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  /** Host and port. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `${this.options.tls ? 'https' : 'http'}://${this.address}`;
  }

  add(image: NewImage): Stored {
    return this.repository(image.repository).add(image);
  }

  repository(name: string): RepositoryContent {
    const content = this.repositories.get(name) ?? new RepositoryContent();
    this.repositories.set(name, content);
    return content;
  }

  inject(when: FaultCondition, fault: Fault): InjectedFault {
    return this.faults.inject(when, fault);
  }

  /** What was asked, without what was shown. */
  get asked(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url = '/' } = request;
    const { authorization } = request.headers;
    const asked = { method, path: url, authorization, body: Buffer.concat(chunks).toString() };
    this.requests.push(asked);
    let answer: RegistryAnswer | undefined;
    let cutAt: number | undefined;
    for (const fault of this.faults.meet({ method, path: url, body: asked.body })) {
      if (fault.kind === 'delay') await sleep(fault.ms);
      else if (fault.kind === 'truncate') cutAt = 0.5;
      else if (fault.kind === 'resetBefore' || fault.kind === 'dropAnswer') return void request.socket.destroy();
      else answer = plain(faultAnswer(fault, url));
    }
    // A test may have ended while an answer was delayed.
    if (!this.server.listening) return;
    answer ??= this.answer(asked);
    const body = Buffer.from(answer.body ?? '');
    response.writeHead(answer.status, { 'content-length': body.length, ...answer.headers });
    if (cutAt === undefined) return void response.end(body);
    response.write(body.subarray(0, Math.floor(body.length * cutAt)), () => request.socket.destroy());
  }

  private answer(request: RegistryRequest): RegistryAnswer {
    const url = new URL(request.path, this.origin);
    if (url.pathname === '/token') return this.access.token(request, url);
    const [, name = '', rest = ''] =
      /^\/v2\/(.+?)\/((?:manifests|blobs|referrers|tags)\/.+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const refusal = this.access.refusal(request, name, this.repositories.has(name));
    if (refusal) return refusal;
    if (/^\/v2\/?$/.test(url.pathname)) return json(200, {});
    const content = this.repositories.get(name);
    if (!content) return failure(404, 'NAME_UNKNOWN', 'repository name not known to registry');
    const [kind = '', reference = ''] = rest.split('/');
    if (kind === 'manifests') return manifestAnswer(content, reference);
    if (kind === 'tags') return json(200, { name, tags: [...content.tags.keys()].sort() });
    if (kind === 'referrers') return this.referrers(content, reference);
    const blob = content.blobs.get(reference);
    return blob
      ? { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: blob }
      : failure(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  }

  private referrers(content: RepositoryContent, digest: string): RegistryAnswer {
    const { referrers = 'api' } = this.options;
    if (referrers === '404')
      return { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' };
    if (referrers === 'page')
      return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Not here</html>' };
    return json(200, content.referrersOf(digest), ociTypes.index);
  }
}

function manifestAnswer(content: RepositoryContent, reference: string): RegistryAnswer {
  const stored = content.manifests.get(content.tags.get(reference) ?? reference);
  if (!stored) return failure(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
  const { mediaType, digest, bytes } = stored;
  return { status: 200, headers: { 'content-type': mediaType, 'docker-content-digest': digest }, body: bytes };
}

export function json(status: number, document: unknown, type = 'application/json'): RegistryAnswer {
  return { status, headers: { 'content-type': type }, body: JSON.stringify(document) };
}

export function failure(status: number, code: string, message: string): RegistryAnswer {
  return json(status, { errors: [{ code, message }] });
}

function plain(answer: ReturnType<typeof faultAnswer>): RegistryAnswer {
  if (!answer) throw new Error('this fault is none of a registry');
  const { status, headers, body } = answer;
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body ?? '');
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: text };
}
