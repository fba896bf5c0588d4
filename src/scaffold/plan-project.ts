import { licenseText } from './license-text.js';
import type { ScaffoldFacts } from './scaffold-facts.js';
import { fillTemplate } from './template/fill-template.js';
import { readTemplate } from './template/read-template.js';
import type { PlannedFile } from './template/template-file.js';

/** Every file of the project that the facts ask for, sorted by path. */
export async function planProject(facts: ScaffoldFacts): Promise<PlannedFile[]> {
  const files = await fillTemplate(readTemplate(facts.language), facts);
  const license = { path: 'LICENSE', text: licenseText(facts), executable: false };
  return [...files, license].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
