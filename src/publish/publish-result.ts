import type { Badge } from '../conformance/report/report-types.js';

export type PublishAction = 'created' | 'updated' | 'noop' | 'manual' | 'planned';

/** The answer of `publish --json`; published as schemas/publish-result.schema.json. */
export interface PublishResult {
  action: PublishAction;
  /** The pull request; for a local catalog the file URL of its text; null for `manual` and `planned`. */
  prUrl: string | null;
  /** Where to open the pull request by hand; only with `manual`. */
  compareUrl?: string;
  branch: string;
  /** The commit that is or was submitted; null where none exists yet. */
  headSha: string | null;
  /** `sha256:<64 hex>` of the image that was tested, null where the evidence is not tied to an image. */
  digest: string | null;
  badge: Badge;
  warnings: string[];
}
