import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { profileNames } from '../../src/provider/profiles.js';
import { planProject } from '../../src/scaffold/plan-project.js';
import { languages } from '../../src/scaffold/scaffold-facts.js';
import type { PlannedFile } from '../../src/scaffold/template/template-file.js';
import { factsOf } from './facts.js';

/** Mode, the beginning of the SHA-256 of the content, and the path. */
function line({ path, text, executable }: PlannedFile): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${executable ? '755' : '644'} ${hash} ${path}`;
}

/** After a change of a template: npx vitest run test/scaffold/golden-trees.test.ts -u */
test.each(languages)('the tree in %s is the recorded one', async (language) => {
  const all = await planProject(factsOf(language, profileNames));
  const core = new Map((await planProject(factsOf(language))).map((file) => [file.path, line(file)]));
  const inCore = (file: PlannedFile) => {
    const other = core.get(file.path);
    return other === undefined ? 'not in core' : other === line(file) ? '' : `in core ${other.slice(4, 20)}`;
  };
  const tree = all.map((file) => `${line(file)}  ${inCore(file)}`.trimEnd()).join('\n');
  await expect(`${tree}\n`).toMatchFileSnapshot(join(packageRoot, 'test/golden/scaffold', `${language}.txt`));
});
