import { installTarget } from '../install-commands.js';
import type { RequirementFacts } from './requirement-facts.js';
import { met, notMet, type RequirementCheck, unknown } from './requirement-types.js';

export function chartChecks(facts: RequirementFacts): RequirementCheck[] {
  return [rendered(facts), platforms(facts)];
}

function rendered({ metadata, chart }: RequirementFacts): RequirementCheck {
  const name = installTarget(metadata).chart;
  if (!chart.known) return unknown(`the chart ${name} was not rendered: ${chart.reason}`);
  const { failure, images } = chart.value;
  if (failure !== undefined) return notMet(`the chart ${name} cannot be rendered with the entry's values: ${failure}`);
  const image = `${metadata.image}:${metadata.tag}`;
  const runs = images.some((found) => found === image || found.startsWith(`${image}@`));
  if (runs) return met(`the chart ${name} renders with the entry's values and runs ${image}`);
  return notMet(`the chart ${name} renders, but runs ${images.join(', ') || 'no container'} in place of ${image}`);
}

function platforms({ metadata, image: { resolved } }: RequirementFacts): RequirementCheck {
  const promised = metadata.compatibility?.platforms ?? [];
  if (!resolved.known) return unknown(`the image's platforms are not known: ${resolved.reason}`);
  const there = resolved.value.platforms;
  const missing = promised.filter((platform) => !there.includes(platform));
  if (missing.length > 0) return notMet(`the image is not built for ${missing.join(', ')}, which the entry names`);
  return met(`the image exists for ${there.join(', ') || 'its platform'}`);
}
