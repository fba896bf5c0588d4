import { evidenceOf } from '../../catalog/evidence.js';
import { nothingLookedUp } from '../../catalog/requirements/requirement-facts.js';
import type { RequirementLine } from '../../catalog/requirements/requirement-types.js';
import { requirements } from '../../catalog/requirements/requirements.js';
import { suiteAcceptance } from '../../catalog/suite-range.js';
import type { ConformanceReport } from '../../conformance/report/report-types.js';
import { cut } from '../../foundation/terminal-text.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type { PublishedImage } from '../submission/published-image.js';
import { link, type Markdown, prose } from './markdown.js';

/** A line of the catalog's checklist, fit for a table. */
export interface ShownRequirement {
  text: Markdown;
  state: RequirementLine['state'];
  /** One line of evidence for each thing that was looked at. */
  evidence: Markdown;
}

export interface ChecklistInput {
  metadata: ProviderMetadata;
  report: ConformanceReport;
  /** '' where there is none. */
  page: string;
  image: PublishedImage;
  /** The version that the catalog has; undefined where the provider is new. */
  previousTag: string | undefined;
  migration: string | undefined;
  now: Date;
}

const longest = 400;

/** What publish knows of each requirement; what it does not look up is unknown, and says who does. */
export function checkRequirements(input: ChecklistInput): ShownRequirement[] {
  const { metadata, report, page, image, previousTag, now } = input;
  const lines = requirements({
    ...nothingLookedUp('publish does not look it up, vrtg-provider catalog review does'),
    metadata,
    page,
    evidence: evidenceOf({ metadata, report, acceptsSuite: suiteAcceptance() }),
    report,
    reportMistakes: [],
    image,
    previousTag: { known: true, value: previousTag ?? null },
    now,
  });
  return lines.map((line) => (line.id === 'migration' ? migrated(line, input) : shown(line)));
}

function shown({ text, state, checks }: RequirementLine): ShownRequirement {
  const evidence = checks.map((check) => prose(cut(check.text, longest))).join('<br>') as Markdown;
  return { text: prose(text), state, evidence };
}

/** The author names the page; nobody read it. */
function migrated(line: RequirementLine, { migration }: ChecklistInput): ShownRequirement {
  if (migration === undefined || line.state === 'met') return shown(line);
  return { text: prose(line.text), state: 'unknown', evidence: `a reviewer must read ${link(migration)}` as Markdown };
}
