import { appendFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseShard } from '../../conformance/report/shard.js';
import { parseDuration } from '../../foundation/duration.js';
import { messageOf } from '../../foundation/errors.js';
import { type ExitCode, exitCodes } from '../../foundation/exit-codes.js';
import type { RunContext } from '../../foundation/run-context.js';
import { withSlashes } from '../../foundation/shown-path.js';
import type { Gateways } from '../requirements/gather-facts.js';
import { namesToReview, reviewCatalog } from './review-catalog.js';
import { type ReviewMatrix, reviewMatrix } from './review-shards.js';
import { reviewAnnotations, reviewMarkdown } from './review-text.js';
import type { ReviewResult } from './review-types.js';

export interface ReviewRequest {
  root: string;
  base: string | undefined;
  /** `I/N`. */
  shard: string | undefined;
  /** A duration, such as `30m`. */
  timeout: string;
  settleTime: string | undefined;
  /** The catalog as seen from the working directory. */
  from: string;
  /** What the checklist asks. */
  gateways: Gateways;
}

/** Reviews and writes the summary where a workflow wants it. Throws UserError. */
export async function reviewCommand(
  { root, base, shard, timeout, settleTime, from, gateways }: ReviewRequest,
  context: RunContext,
): Promise<{ result: ReviewResult; text: string; exitCode: ExitCode }> {
  const part = shard === undefined ? undefined : parseShard(shard);
  const limits = {
    timeoutMs: parseDuration(timeout),
    settleMs: settleTime === undefined ? undefined : parseDuration(settleTime),
  };
  const result = await reviewCatalog({ root, base, shard: part, limits, gateways }, context);
  const markdown = reviewMarkdown(result);
  summarise(markdown, context);
  const annotations = reviewAnnotations(result, (file) => posix.join(withSlashes(from), file));
  return { result, text: annotations === '' ? markdown : `${markdown}\n${annotations}`, exitCode: exitCodeOf(result) };
}

/** What is to be tested, spread over machines. */
export async function planReview(
  { root, base, machines }: Pick<ReviewRequest, 'root' | 'base'> & { machines: number },
  context: RunContext,
): Promise<ReviewMatrix> {
  return reviewMatrix(await namesToReview({ root, base }, context), machines);
}

function exitCodeOf({ holds, providers }: ReviewResult): ExitCode {
  if (!holds) return exitCodes.no;
  return providers.some(({ status }) => status === 'not-reproduced') ? exitCodes.incomplete : exitCodes.ok;
}

function summarise(markdown: string, { env, progress }: RunContext): void {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (!file) return;
  try {
    appendFileSync(file, markdown);
  } catch (thrown) {
    progress({ type: 'warning', text: `$GITHUB_STEP_SUMMARY cannot be written: ${messageOf(thrown)}` });
  }
}
