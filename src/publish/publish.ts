import { join, resolve } from 'node:path';
import { EnvironmentError, messageOf, UserError } from '../foundation/errors.js';
import { exitCodes } from '../foundation/exit-codes.js';
import { writeFileAtomic } from '../foundation/files.js';
import type { RunContext } from '../foundation/run-context.js';
import { parseCatalogAddress } from './catalog-repository/catalog-address.js';
import type { SubmissionPlan } from './catalog-repository/catalog-view.js';
import { openCatalog } from './catalog-repository/open-catalog.js';
import { scrubbed, tokensIn } from './github/token.js';
import { decide } from './publish-decision.js';
import type { PublishOptions } from './publish-options.js';
import type { PublishResult } from './publish-result.js';
import { planText } from './publish-text.js';
import { collectEvidence } from './submission/collect-evidence.js';
import { branchName } from './submission/commit-trailer.js';
import { draftEntry, type EntryDraft } from './submission/entry-draft.js';
import { judgeEvidence } from './submission/evidence.js';
import type { ImageRegistry } from './submission/image-registry.js';
import { planSubmission } from './submission/plan-submission.js';

/** Gateways that are not there on every machine. */
export interface PublishGateways {
  /** Tells what a tag is; without one, only evidence from the image itself names a digest. */
  registry?: ImageRegistry;
}

export interface PublishOutcome {
  result: PublishResult;
  /** The plan as people read it; undefined where there was nothing to do. */
  plan?: string;
}

/**
 * From a provider to an open pull request: validate, measure, look at the catalog, compare, plan, submit. Every state reads
 * before it writes, so that the same command again continues a run that died. Throws VrtgError with the exit code of the
 * state that refused; no error and no output holds a token.
 */
export async function publish(
  options: PublishOptions,
  context: RunContext,
  gateways: PublishGateways = {},
): Promise<PublishOutcome> {
  try {
    return await publishInOrder(options, context, gateways);
  } catch (thrown) {
    context.signal.throwIfAborted();
    throw scrubbed(thrown, context.env);
  }
}

async function publishInOrder(
  options: PublishOptions,
  context: RunContext,
  gateways: PublishGateways,
): Promise<PublishOutcome> {
  const address = parseCatalogAddress(options.catalog, context.cwd);
  const draft = await draftEntry({
    ...options,
    metadataFile: options.metadataFile,
    cwd: context.cwd,
    interlocutor: options.interlocutor,
  });
  const { metadata } = draft;
  const image = await gateways.registry?.lookUp({ repository: metadata.image, tag: metadata.tag });
  const report = await collectEvidence(
    await evidenceRequest(options, { draft, digest: image?.digest, cwd: context.cwd }),
    context,
  );
  const tested = image ? { ...metadata, digest: image.digest } : metadata;
  const evidence = judgeEvidence(report, tested);
  const catalog = await openCatalog(address, { context, maintainer: metadata.maintainer });
  context.progress({ type: 'phase', title: `Catalog ${options.catalog}` });
  const view = await catalog.look(metadata.name);
  const planned = await planSubmission({
    draft,
    evidence,
    view,
    platforms: image?.platforms,
    draftPull: options.draft === true,
    force: options.force === true,
  });
  const decision = decide({
    view,
    name: metadata.name,
    submitted: { tag: metadata.tag, ...(evidence.digest !== undefined && { digest: evidence.digest }) },
    contentHash: planned.plan.contentHash,
    allow: {
      downgrade: options.allowDowngrade === true,
      movedDigest: options.allowMovedDigest === true,
      force: options.force === true,
    },
  });
  const warnings = [...draft.warnings, ...planned.warnings, ...view.warnings, ...decision.warnings];
  const common = { branch: branchName(metadata.name), digest: evidence.digest ?? null, badge: planned.badge };
  refuseSecrets(planned.plan, context);
  if (decision.action === 'noop') {
    const { prUrl, headSha } = decision;
    if (options.output !== undefined) writeOutput(planned.plan, resolve(context.cwd, options.output));
    return { result: { action: 'noop', prUrl, headSha, ...common, warnings } };
  }
  const plan = planText({
    plan: planned.plan,
    view,
    steps: catalog.steps(planned.plan, view),
    badge: planned.badge,
    diff: planned.diff,
  });
  if (options.output !== undefined) writeOutput(planned.plan, resolve(context.cwd, options.output));
  const stopsHere = options.dryRun === true || options.output !== undefined || !(await isConfirmed(options, plan));
  if (stopsHere) {
    return {
      result: { action: 'planned', prUrl: null, headSha: view.open?.headSha ?? null, ...common, warnings },
      plan,
    };
  }
  context.signal.throwIfAborted();
  context.progress({ type: 'phase', title: `Submit to ${view.title}` });
  const { action, url, headSha, compareUrl, warnings: late } = await catalog.submit(planned.plan, view);
  return {
    result: {
      action,
      prUrl: url,
      ...(compareUrl !== undefined && { compareUrl }),
      headSha,
      ...common,
      warnings: [...warnings, ...late],
    },
    plan,
  };
}

async function evidenceRequest(
  { evidence: source, profiles, fixturesFile }: PublishOptions,
  { draft, digest, cwd }: { draft: EntryDraft; digest: string | undefined; cwd: string },
) {
  const own = draft.metadata.fixtures;
  const fromFile =
    fixturesFile === undefined
      ? undefined
      : (await import('../conformance/launch/fixtures.js')).readFixtures(fixturesFile, cwd);
  const fixtures = own || fromFile ? { ...own, ...fromFile } : undefined;
  return { source, entry: draft.metadata, digest, profiles, fixtures };
}

async function isConfirmed({ yes, interlocutor }: PublishOptions, plan: string): Promise<boolean> {
  if (yes === true || !interlocutor) return true;
  interlocutor.show(plan);
  return interlocutor.confirm('Submit this?');
}

/** The files at their paths in the catalog, and the pull request's text. */
function writeOutput({ files, body }: SubmissionPlan, folder: string): void {
  try {
    for (const [path, text] of files) writeFileAtomic(join(folder, path), text);
    writeFileAtomic(join(folder, 'pull-request.md'), `${body}\n`);
  } catch (thrown) {
    throw new UserError({
      code: 'CANNOT_WRITE',
      message: `--output ${folder} cannot be written: ${messageOf(thrown)}`,
      hint: 'Name a directory that can be made or written.',
    });
  }
}

/** A provider's answer or a command line could have brought a token into the report. */
function refuseSecrets({ files, body }: SubmissionPlan, { env }: RunContext): void {
  const texts = [...files.values(), body];
  if (!tokensIn(env).some((token) => texts.some((text) => text.includes(token)))) return;
  throw new EnvironmentError({
    code: 'TOKEN_IN_SUBMISSION',
    message: 'The entry or the report holds one of the tokens of the environment: nothing is submitted',
    hint: 'Find out how it got there (a command line with a token in it?), measure again without it, and replace the token.',
    exitCode: exitCodes.notAllowed,
  });
}
