import type { RequirementFacts } from './requirement-facts.js';
import { met, notMet, type RequirementCheck, unknown } from './requirement-types.js';

const fewestWords = 20;
const prerequisites = /^(?:#{1,6}\s+|\*\*|__)\s*(?:prerequisites?|requirements?|before you (?:begin|start))\b/im;

/** What can be looked at: the detail section's text, what has to be prepared, and the documentation that it names. */
export function documentationChecks(facts: RequirementFacts): RequirementCheck[] {
  return [pageText(facts), prepared(facts), named(facts)];
}

function pageText({ page }: RequirementFacts): RequirementCheck {
  const words = page.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length;
  if (words >= fewestWords) return met(`page.md says in ${words} words what the provider is for`);
  return notMet(
    words === 0 ? 'there is no page.md that says what the provider is for' : `page.md has ${words} words only`,
  );
}

/** Credentials have to be made by somebody, so the page must say where they come from. */
function prepared({ metadata, page }: RequirementFacts): RequirementCheck {
  if (prerequisites.test(page)) return met('page.md has a section on prerequisites');
  const secrets = metadata.install?.secrets ?? [];
  if (secrets.length === 0) return met('the installation needs no secret, so no prerequisites have to be described');
  const names = secrets.map(({ name }) => name).join(', ');
  return notMet(`the installation needs the secret ${names}, and page.md has no section "Prerequisites"`);
}

function named({ metadata, documentation }: RequirementFacts): RequirementCheck {
  if (metadata.documentation === undefined) return notMet('the entry names no documentation');
  const where = `the documentation, ${metadata.documentation},`;
  if (!documentation.known) return unknown(`${where} was not looked at: ${documentation.reason}`);
  const status = documentation.value;
  if (status >= 200 && status < 300) return met(`${where} answers`);
  return status === 404 || status === 410
    ? notMet(`${where} does not exist (HTTP ${status})`)
    : unknown(`${where} answers HTTP ${status}`);
}
