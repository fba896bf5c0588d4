import type { ConnectionSettings } from '../client/connection.js';

/** A provider that can be asked, and what ends it. */
export interface LaunchedProvider {
  connection: ConnectionSettings;
  /** `sha256:<64 hex>` of the image that runs, where the engine knows it from a registry. */
  digest?: string;
  /** Port on 127.0.0.1 where it was told to serve /healthz, /readyz and /metrics, if it does. */
  healthPort?: number;
  /** How long to wait until it answers, milliseconds. */
  patienceMs: number;
  /** Resolves with the reason when it ends by itself; never resolves for one that VCTS did not start. */
  ended: Promise<string>;
  /** The end of what it printed, fit to be shown: see keptOutput; empty for one that VCTS did not start. */
  output: () => Promise<string>;
  /** Ends it with everything that it started; safe to call twice. */
  stop: () => Promise<void>;
}
