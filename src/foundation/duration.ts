import { UserError } from './errors.js';

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Reads `500ms`, `30s`, `5m`, `1h30m`; returns milliseconds. Throws UserError on anything else and on zero. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit as keyof typeof units], 0);
  if (parts.map(([whole]) => whole).join('') !== text || total <= 0) {
    throw new UserError({
      code: 'BAD_DURATION',
      message: `"${text}" is not a duration`,
      hint: 'Write a number with a unit, for instance 500ms, 30s, 5m or 1h30m.',
    });
  }
  return total;
}

/** 1234 becomes `1.2s`, 12 becomes `12ms`, 125000 becomes `2m5s`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
