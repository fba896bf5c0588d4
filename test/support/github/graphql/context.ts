import type { Exchange } from '../exchange.js';

/** Who asks, and what there is. */
export type View = Pick<Exchange, 'world' | 'token' | 'user'>;
