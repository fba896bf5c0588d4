import { expect, test } from 'vitest';
import { commandStage } from '../../../src/scaffold/verify/command-stage.js';
import { TimeLimit } from '../../../src/scaffold/verify/time-limit.js';
import { projectFolder } from './project-fixture.js';

const lockMessage = '`npm ci` can only install packages when your package.json and package-lock.json are in sync.';

test.each([
  ['a lock file that npm refuses', lockMessage, /^Run `npm install` and commit package-lock\.json/],
  ['anything else', 'network timeout', /^Run `sh .*` in the project to see all of its output\.$/],
])('an installation that fails of %s names the next step', async (_what, said, hint) => {
  const directory = projectFolder({ said });
  const signal = new AbortController().signal;
  const context = { env: process.env, cwd: directory, now: () => new Date(0), signal, progress: () => {} };
  const limit = new TimeLimit(60_000, signal);
  const command = ['sh', '-c', 'sed "s/^/npm error /" said; exit 1'] as const;
  const { end } = await commandStage('install', { command, project: { directory, context }, limit });
  limit.end();
  expect(end.hint).toMatch(hint);
  expect(end.output).toEqual([`npm error ${said}`]);
});
