import { printableLine } from '../../../src/foundation/terminal-text.js';

const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Writes one event; facts become fields of its line. */
export type Log = (level: LogLevel, message: string, facts?: Record<string, unknown>) => void;

export interface LogSink {
  /** The least important level that is written. */
  level: LogLevel;
  now: () => Date;
  write: (line: string) => void;
}

/** A log of one JSON object a line: `time`, `level`, `msg`, then the facts. */
export function jsonLog({ level: least, now, write }: LogSink): Log {
  return (level, msg, facts) => {
    if (logLevels.indexOf(level) > logLevels.indexOf(least)) return;
    const line = JSON.stringify({ time: now().toISOString(), level, msg, ...facts });
    write(`${printableLine(line)}\n`);
  };
}

/** The level that a word such as `DEBUG` names; undefined for any other word. */
export function readLogLevel(word: string): LogLevel | undefined {
  return logLevels.find((level) => level === word.toLowerCase());
}
