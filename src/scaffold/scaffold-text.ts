import { unbroken } from '../foundation/fold-text.js';
import { languageTitles } from './scaffold-facts.js';
import type { ScaffoldedFile, ScaffoldResult } from './scaffold-options.js';

const marks: Readonly<Record<ScaffoldedFile['action'], string>> = {
  create: '',
  overwrite: '  (overwrites)',
  unchanged: '  (is there already)',
};

/** What people read: the tree of a plan, or what was written and how to go on. */
export function scaffoldText(result: ScaffoldResult): string {
  const { action, files, directory, name, language, profiles } = result;
  const overwritten = files.filter((file) => file.action === 'overwrite').map(({ path }) => path);
  if (action === 'planned') {
    return [`${directory}/`, ...tree(files), '', `${files.length} files, nothing written`].join('\n');
  }
  return [
    `${directory}: a ${languageTitles[language]} provider named ${name}, ${files.length} files, for the profiles ${profiles.join(', ')}`,
    ...(overwritten.length > 0 ? ['', 'Overwritten:', ...overwritten.map((path) => `  ${path}`)] : []),
    '',
    'Go on with:',
    ...result.next.map((line) => `  ${unbroken(line)}`),
    ...(result.placeholders.length > 0
      ? ['', `Still examples in provider.yaml: ${result.placeholders.join(', ')}`]
      : []),
    '',
    'README.md leads through putting your hypervisor in the place of the one in memory.',
  ].join('\n');
}

interface Branch {
  file?: ScaffoldedFile;
  below: Map<string, Branch>;
}

function tree(files: readonly ScaffoldedFile[]): string[] {
  const root: Branch = { below: new Map() };
  for (const file of files) {
    let branch = root;
    for (const segment of file.path.split('/')) {
      const next: Branch = branch.below.get(segment) ?? { below: new Map() };
      branch.below.set(segment, next);
      branch = next;
    }
    branch.file = file;
  }
  return drawn(root, '');
}

function drawn({ below }: Branch, indent: string): string[] {
  const entries = [...below];
  return entries.flatMap(([name, branch], index) => {
    const last = index === entries.length - 1;
    const label = branch.file ? `${name}${marks[branch.file.action]}` : `${name}/`;
    return [`${indent}${last ? '└── ' : '├── '}${label}`, ...drawn(branch, `${indent}${last ? '    ' : '│   '}`)];
  });
}
