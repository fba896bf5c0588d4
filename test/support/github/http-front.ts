import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { presentedToken } from './access.js';
import { answerApi, commonHeaders } from './api-server.js';
import type { Answer } from './exchange.js';
import { Faults, faultAnswer } from './faults.js';
import { serveGit } from './git-transport.js';
import { answerGraphql } from './graphql/answer.js';
import type { Violation } from './openapi-check.js';
import type { World } from './world.js';

/** One request as it was seen on the wire. */
export interface LoggedRequest {
  /** Counted from 1. */
  number: number;
  method: string;
  /** Without /api/v3 and without the query: `/repos/o/r/pulls`, `/graphql`, `/o/r.git/info/refs`. */
  path: string;
  query: string;
  /** undefined where the connection was cut without an answer. */
  status: number | undefined;
  /** Everything on the wire, headers included. */
  requestBytes: number;
  responseBytes: number;
  body: string;
  authorized: boolean;
  token: string | undefined;
  host: string;
  fault: string | undefined;
}

interface Watch {
  after: number;
  callback: (request: LoggedRequest) => void;
}

/** The HTTP server: faults, the log and the bytes; what GitHub answers comes from elsewhere. */
export class HttpFront {
  readonly requests: LoggedRequest[] = [];
  readonly violations: Violation[] = [];
  readonly faults = new Faults();
  readonly watches: Watch[] = [];
  /** Failures of the loopback GitHub itself: answered with 500 and always a violation. */
  compress = true;
  private readonly world: World;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly counted = new WeakMap<Socket, { read: number; written: number }>();
  private readonly underWay = new Set<Promise<void>>();

  constructor(world: World) {
    this.world = world;
    this.server = createServer((request, response) => {
      const served = this.serve(request, response).catch((thrown: unknown) => this.broke(request, response, thrown));
      this.underWay.add(served);
      void served.finally(() => this.underWay.delete(served));
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await Promise.all([closed, ...this.underWay]);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? '/', this.world.origin);
    const api = url.pathname.startsWith('/api/');
    const path = url.pathname.replace(/^\/api\/v3(?=\/|$)/, '').replace(/^\/api\/graphql$/, '/graphql') || '/';
    this.world.requestCount += 1;
    const presented = presentedToken(request.headers.authorization);
    const entry: LoggedRequest = {
      number: this.world.requestCount,
      method: request.method ?? '',
      path,
      query: url.search.slice(1),
      status: undefined,
      requestBytes: this.newBytes(request.socket).read,
      responseBytes: 0,
      body: body.toString('utf8'),
      authorized: request.headers.authorization !== undefined,
      token: presented,
      host: request.headers.host ?? '',
      fault: undefined,
    };
    this.requests.push(entry);
    const met = this.faults.meet({ method: entry.method, path, body: entry.body });
    entry.fault = met.map((fault) => fault.kind).join('+') || undefined;
    for (const fault of met) if (fault.kind === 'delay') await pause(fault.ms);
    const done = () => this.answered(entry, request.socket);
    if (met.some((fault) => fault.kind === 'resetBefore')) {
      request.socket.resetAndDestroy();
      return done();
    }
    for (const fault of met) {
      const answer = faultAnswer(fault, `${url.pathname}${url.search}`);
      if (answer === undefined) continue;
      await this.send(request, response, answer, entry);
      return done();
    }
    if (!api) {
      entry.status = await serveGit({ world: this.world, request, response, path, query: url.searchParams, body });
      await finished(response);
      return done();
    }
    const wanted = {
      method: entry.method,
      path,
      query: url.searchParams,
      headers: request.headers,
      bodyText: entry.body,
    };
    const answer =
      path === '/graphql'
        ? await answerGraphql(this.world, wanted, this.violations)
        : answerApi(this.world, wanted, this.violations);
    if (met.some((fault) => fault.kind === 'dropAnswer')) {
      request.socket.destroy();
      return done();
    }
    const cut = met.some((fault) => fault.kind === 'truncate');
    const headers = {
      ...commonHeaders(
        this.world,
        this.world.tokens.find((token) => token.value === presented),
      ),
      ...answer.headers,
    };
    await this.send(request, response, { ...answer, headers }, entry, cut);
    done();
  }

  private async send(
    request: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
    entry: LoggedRequest,
    cut = false,
  ): Promise<void> {
    entry.status = answer.status;
    const headers: Record<string, string> = { ...answer.headers };
    let bytes = answer.raw?.bytes ?? Buffer.alloc(0);
    if (answer.raw !== undefined) headers['Content-Type'] = answer.raw.contentType;
    else if (answer.body !== undefined) {
      bytes = Buffer.from(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
      headers['Content-Type'] ??= 'application/json; charset=utf-8';
    }
    if (this.compress && bytes.length > 1000 && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
      bytes = gzipSync(bytes);
      headers['Content-Encoding'] = 'gzip';
    }
    if (answer.status !== 204) headers['Content-Length'] = String(bytes.length);
    response.writeHead(answer.status, headers);
    if (cut) {
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => request.socket.destroy());
      await new Promise<void>((resolve) => request.socket.once('close', () => resolve()));
      return;
    }
    response.end(bytes);
    await finished(response);
  }

  private answered(entry: LoggedRequest, socket: Socket): void {
    entry.responseBytes = this.newBytes(socket).written;
    for (const watch of [...this.watches]) {
      if (entry.number < watch.after) continue;
      this.watches.splice(this.watches.indexOf(watch), 1);
      watch.callback(entry);
    }
  }

  /** Bytes of this connection since it was last asked: connections are kept open for many requests. */
  private newBytes(socket: Socket): { read: number; written: number } {
    const before = this.counted.get(socket) ?? { read: 0, written: 0 };
    const now = { read: socket.bytesRead, written: socket.bytesWritten };
    this.counted.set(socket, now);
    return { read: now.read - before.read, written: now.written - before.written };
  }

  private broke(request: IncomingMessage, response: ServerResponse, thrown: unknown): void {
    const problem = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    this.violations.push({ kind: 'answer', operation: `${request.method} ${request.url}`, problems: [problem] });
    if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ message: 'Server Error', status: '500' }));
  }
}

function finished(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    response.once('finish', () => resolve());
    response.once('close', () => resolve());
  });
}
