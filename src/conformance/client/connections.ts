import type { Client } from '@grpc/grpc-js';

/**
 * The connections that the tests of a run are spread over. Over a single one a client and a provider of one thread each
 * work by turns: the requests that are sent while answers are read leave together, and are answered together.
 */
export class Connections {
  /** For what is not part of a test. */
  readonly first: Client;
  private readonly open: readonly Client[];
  private turn = 0;

  constructor(connect: () => Client, count: number) {
    this.first = connect();
    this.open = [this.first, ...Array.from({ length: count - 1 }, connect)];
  }

  /** Each in its turn, the first one first. */
  next(): Client {
    const connection = this.open[this.turn % this.open.length] ?? this.first;
    this.turn += 1;
    return connection;
  }

  /** Opens those that are not open yet; without it each opens at its first call. */
  connect(): void {
    for (const connection of this.open) connection.getChannel().getConnectivityState(true);
  }

  close(): void {
    for (const connection of this.open) connection.close();
  }
}
