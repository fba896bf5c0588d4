export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Writes one event; facts become fields of its line. Never give it a secret. */
export type Log = (level: LogLevel, message: string, facts?: Record<string, unknown>) => void;

/** A log of one JSON object a line: `time`, `level`, `msg`, then the facts. */
export function jsonLog(least: LogLevel, write: (line: string) => void): Log {
  return (level, msg, facts) => {
    if (logLevels.indexOf(level) > logLevels.indexOf(least)) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level, msg, ...facts })}\n`);
  };
}
