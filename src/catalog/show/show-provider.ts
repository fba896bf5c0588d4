import type { RunContext } from '../../foundation/run-context.js';
import type { Finding } from '../../provider/metadata/finding.js';
import { indexEntry } from '../catalog-index.js';
import { previousTag } from '../history/previous-tag.js';
import { readEntry } from '../read-entry.js';
import { factsWithout, type Gateways, gatherFacts } from '../requirements/gather-facts.js';
import { notKnown } from '../requirements/requirement-facts.js';
import type { RequirementLine } from '../requirements/requirement-types.js';
import { requirements } from '../requirements/requirements.js';

export interface ShowOptions {
  /** Absolute path of the catalog. */
  root: string;
  name: string;
  showClaims: boolean;
  /** What the checklist may ask; nothing where this is missing. */
  gateways?: Gateways | undefined;
}

/** As schemas/catalog-show.schema.json describes it. */
export interface ShowResult {
  root: string;
  /** As catalog/index.json has it; null where its metadata is invalid. */
  provider: ReturnType<typeof indexEntry> | null;
  /** The catalog's requirements and its compatibility policy, each with its evidence. */
  requirements: RequirementLine[];
  findings: Finding[];
}

/** One provider with its verdicts and the checklist. Throws UserError where there is no such provider. */
export async function showProvider(options: ShowOptions, context: RunContext): Promise<ShowResult> {
  const { root, name, showClaims, gateways } = options;
  const { entry, report, mistakes, findings } = await readEntry(root, name, context.now());
  if (!entry) return { root, provider: null, requirements: [], findings };
  const { metadata, page, evidence } = entry;
  const input = { metadata, page, evidence, report, reportMistakes: mistakes.map(({ message }) => message) };
  const offline = 'nothing was asked (--offline)';
  const facts = gateways
    ? await gatherFacts(
        { ...input, previousTag: await previousTag(root, { name, tag: metadata.tag, context }) },
        { gateways, context },
      )
    : factsWithout({ ...input, previousTag: notKnown(offline) }, { reason: offline, now: context.now() });
  return { root, provider: indexEntry(entry, showClaims), requirements: requirements(facts), findings };
}
