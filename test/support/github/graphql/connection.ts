import { GraphQLError } from 'graphql';

/** An error as GitHub's GraphQL words it: with a type beside the message. */
export function graphqlFailure(type: string, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { type, ...extensions } });
}

export interface PageArguments {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
}

const cursorOf = (index: number) => Buffer.from(`cursor:v2:${index}`).toString('base64');

function indexOf(cursor: string): number {
  const match = /^cursor:v2:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (match === null)
    throw graphqlFailure('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);
  return Number(match[1]);
}

/** One page of a connection under GitHub's rule that every page has a size from 1 to 100. */
export function connection<T>(name: string, items: readonly T[], args: PageArguments, view: (item: T) => unknown) {
  const size = args.first ?? args.last;
  if (size === null || size === undefined) {
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    throw graphqlFailure('MISSING_PAGINATION_BOUNDARIES', message);
  }
  if (size > 100) {
    const message = `Requesting ${size} records on the \`${name}\` connection exceeds the \`first\` limit of 100 records.`;
    throw graphqlFailure('EXCESSIVE_PAGINATION', message);
  }
  if (size < 0)
    throw graphqlFailure('INVALID_PAGINATION', `\`first\` on the \`${name}\` connection cannot be less than zero.`);
  const low = args.after ? indexOf(args.after) + 1 : 0;
  const high = args.before ? indexOf(args.before) : items.length;
  const backwards = args.first === null || args.first === undefined;
  const start = backwards ? Math.max(low, high - size) : low;
  const end = backwards ? high : Math.min(high, low + size);
  const shown = items.slice(start, end);
  const edges = () => shown.map((item, at) => ({ cursor: cursorOf(start + at), node: view(item) }));
  return {
    totalCount: items.length,
    nodes: () => shown.map(view),
    edges,
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: shown.length > 0 ? cursorOf(start) : null,
      endCursor: shown.length > 0 ? cursorOf(end - 1) : null,
    },
  };
}
