import type { ChannelInterface, Metadata, StatusObject } from '@grpc/grpc-js';

const ok = 0;
const internal = 13;

export interface UnaryRequest {
  channel: ChannelInterface;
  /** `/provider.v1.Provider/Describe`. */
  path: string;
  message: Buffer;
  metadata: Metadata;
  /** Milliseconds since the epoch. */
  deadline: number;
  parse: (bytes: Buffer) => object;
}

/** A status other than OK, by its number, with the words that came with it. */
export type BadStatus = Pick<StatusObject, 'code' | 'details'> & {
  /** The provider said OK, but not with one message that can be read: the status is ours. */
  malformed?: true;
};

/**
 * One call over a channel of grpc-js, past the interceptors and events of its Client, which nobody here uses and which
 * cost a fifth of a call. The rules for an answer are the Client's: one message and OK, nothing else; but what breaks
 * them is always INTERNAL, since UNIMPLEMENTED is something that a provider says.
 * Returns what cancels it.
 */
export function startUnaryCall(
  { channel, path, message, metadata, deadline, parse }: UnaryRequest,
  finish: (error: BadStatus | null, response?: object) => void,
): () => void {
  const call = channel.createCall(path, deadline, null, null, null);
  let response: object | undefined;
  let unreadable: BadStatus | undefined;
  call.start(metadata, {
    onReceiveMetadata: () => undefined,
    onReceiveMessage: (bytes: Buffer) => {
      try {
        if (response) unreadable = malformed('more than one message was received');
        else response = parse(bytes);
      } catch (thrown) {
        unreadable = malformed(`the message cannot be parsed: ${(thrown as Error).message}`);
      }
      if (unreadable) call.cancelWithStatus(unreadable.code, unreadable.details);
    },
    onReceiveStatus: (status) => {
      if (unreadable) finish(unreadable);
      else if (status.code !== ok) finish(status);
      else if (response) finish(null, response);
      else finish(malformed('no message was received'));
    },
  });
  call.startRead();
  call.sendMessageWithContext({}, message);
  call.halfClose();
  return () => call.cancelWithStatus(1, 'Cancelled on client');
}

const malformed = (details: string): BadStatus => ({ code: internal, details, malformed: true });
