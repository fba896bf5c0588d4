import { readFileSync } from 'node:fs';

/** When a process began, in the system's own unit; with the pid it names one process. Undefined where it cannot be told. */
export function processStart(pid: number): string | undefined {
  try {
    // The name in parentheses may hold anything; the start is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Whether that very process still runs; where its start cannot be compared, any process of that pid is taken for it. */
export function isRunning({ pid, processStart: began }: { pid: number; processStart?: string | undefined }): boolean {
  const now = processStart(pid);
  if (began !== undefined && now !== undefined) return began === now;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
