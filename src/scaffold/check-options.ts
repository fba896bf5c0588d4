import { checkAgainstSchema } from '../provider/metadata/provider-schema.js';
import { checkFieldRules } from '../provider/metadata/rules/field-rules.js';
import { checkGoModule } from './names/go-module.js';
import type { NameProblem } from './names/name-problem.js';
import { checkProviderName } from './names/provider-name.js';
import type { ScaffoldFacts } from './scaffold-facts.js';
import type { ScaffoldOptions } from './scaffold-options.js';

const flagOf: Readonly<Record<string, string>> = {
  repo: '--repo',
  image: '--image',
  maintainer: '--maintainer',
  license: '--license',
};

type Given = Pick<ScaffoldOptions, 'module' | 'repo'>;

/** Everything that is wrong with what a project is to be made from. */
export function checkOptionValues(facts: ScaffoldFacts, options: Given): NameProblem[] {
  const name = checkProviderName(facts.name, facts.language);
  // What was made from a bad name is bad for that reason only.
  if (name && options.module === undefined && options.repo === undefined) return [name];
  const module = [...moduleProblems(facts, options)];
  const metadata = name ? [] : metadataProblems(facts);
  const blamed = (field: string) => metadata.some(({ code }) => code === `BAD_${field}`);
  return [
    ...(name ? [name] : []),
    // One follows from the other: only what was said is wrong.
    ...(options.module === undefined && blamed('REPO') ? [] : module),
    ...metadata.filter(({ code }) => !(code === 'BAD_REPO' && options.repo === undefined && module.length > 0)),
  ];
}

function* moduleProblems({ language, module }: ScaffoldFacts, options: Given): Generator<NameProblem> {
  if (language !== 'go') {
    if (options.module === undefined) return;
    yield {
      code: 'MODULE_WITHOUT_GO',
      message: '--module names a Go module, and the language is not Go',
      hint: 'Leave out --module, or choose --language go.',
    };
    return;
  }
  const problem = checkGoModule(module);
  if (problem) yield problem;
}

/** The project's provider.yaml has to be valid: its own rules say what may be in it. */
function metadataProblems(facts: ScaffoldFacts): NameProblem[] {
  const { name, displayName, repo, image, maintainer, license, profiles } = facts;
  const entry = {
    schemaVersion: 1,
    name,
    displayName,
    description: `${displayName} for VirtRigaud`,
    repo,
    image,
    tag: 'v0.1.0',
    capabilities: profiles,
    maintainer,
    license,
    maturity: 'alpha',
  };
  const refused = checkAgainstSchema(entry);
  return [...refused, ...checkFieldRules(entry, refused)]
    .filter((violation) => !('severity' in violation) || violation.severity !== 'warning')
    .map(({ path, message, hint }) => ({
      code: `BAD_${String(path[0] ?? 'options').toUpperCase()}`,
      message: `${flagOf[String(path[0])] ?? 'options'}: ${message}`,
      hint: hint ?? 'See --help for what it takes.',
    }));
}
