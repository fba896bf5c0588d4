import { resolve } from 'node:path';
import type { RunContext } from '../foundation/run-context.js';
import { seenFrom } from '../foundation/shown-path.js';
import { completeOptions } from './ask-options.js';
import { decideFacts } from './decide-facts.js';
import { planProject } from './plan-project.js';
import type { Language } from './scaffold-facts.js';
import type { ScaffoldOptions, ScaffoldResult } from './scaffold-options.js';
import { surveyFolder } from './survey-folder.js';
import { writeProject } from './write-project.js';

const steps: Readonly<Record<Language, readonly string[]>> = {
  go: ['make build', 'make test', 'make conformance'],
  typescript: ['npm install', 'npm test', 'npm run conformance'],
};

/** Writes the project of a new provider, or with `dryRun` says what would be written. Throws VrtgError; then nothing is written. */
export async function scaffold(options: ScaffoldOptions, context: RunContext): Promise<ScaffoldResult> {
  const complete = await completeOptions(options);
  const { facts, placeholders } = decideFacts(complete, context.now());
  const { name, language, profiles } = facts;
  const directory = resolve(context.cwd, complete.output ?? name);
  const files = await planProject(facts);
  const survey = surveyFolder(directory, { files, force: options.force });
  context.signal.throwIfAborted();
  if (!options.dryRun) writeProject(directory, files);
  const way = seenFrom(context.cwd, directory);
  return {
    action: options.dryRun ? 'planned' : 'written',
    name,
    language,
    profiles: [...profiles],
    directory,
    files: survey.files,
    placeholders,
    next: [...(way === '' ? [] : [`cd ${quoted(way)}`]), ...steps[language]],
  };
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
