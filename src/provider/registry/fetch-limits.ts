/** How long and how much a registry may take. */
export interface FetchLimits {
  /** One request, its redirects and its body, in milliseconds. */
  timeoutMs: number;
  /** Waits before a request that failed by accident (a cut connection, 5xx, 429) is sent again, in milliseconds. */
  retryDelaysMs: readonly number[];
  /** The longest Retry-After that is waited for, in milliseconds. */
  longestWaitMs: number;
  /** The largest manifest, configuration or list, in bytes. */
  bodyBytes: number;
  /** A credential helper, in milliseconds. */
  helperTimeoutMs: number;
}

export const defaultLimits: FetchLimits = {
  timeoutMs: 20_000,
  retryDelaysMs: [300, 1_200],
  longestWaitMs: 15_000,
  bodyBytes: 4 * 1024 * 1024,
  helperTimeoutMs: 15_000,
};
