import { join, resolve } from 'node:path';
import { EnvironmentError, messageOf, UserError } from '../foundation/errors.js';
import { exitCodes } from '../foundation/exit-codes.js';
import { readIfExists, writeFileAtomic } from '../foundation/files.js';
import type { RunContext } from '../foundation/run-context.js';
import type { ImageRegistry } from '../provider/registry/registry-types.js';
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
import { planSubmission } from './submission/plan-submission.js';
import { checkPlatforms, lookUpImage } from './submission/published-image.js';
import { tieWarnings } from './submission/tie-warnings.js';

/** Gateways that are not there on every machine. */
export interface PublishGateways {
  /** Tells what a tag is; without one, only evidence from the image itself names a digest, which nobody compared. */
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
  const image = await lookUpImage({
    registry: gateways.registry,
    entry: metadata,
    isStarted: options.evidence.kind === 'image',
  });
  const imageWarnings = checkPlatforms(metadata, image);
  const digest = image.resolved.known ? image.resolved.value.digest : undefined;
  const report = await collectEvidence(await evidenceRequest(options, { draft, digest, cwd: context.cwd }), context);
  const tested = digest === undefined ? metadata : { ...metadata, digest };
  const evidence = judgeEvidence(report, tested);
  imageWarnings.push(...tieWarnings(evidence, { asked: gateways.registry !== undefined, image }));
  const catalog = await openCatalog(address, { context, maintainer: metadata.maintainer });
  context.progress({ type: 'phase', title: `Catalog ${options.catalog}` });
  const view = await catalog.look(metadata.name);
  const planned = await planSubmission({
    draft,
    evidence,
    view,
    image,
    migration: options.migration,
    now: context.now(),
    draftPull: options.draft === true,
    force: options.force === true,
  });
  const decision = decide({
    view,
    name: metadata.name,
    submitted: { tag: metadata.tag, ...(evidence.digest !== undefined && { digest: evidence.digest }) },
    contentHash: planned.plan.contentHash,
    files: planned.plan.files,
    migration: options.migration,
    allow: {
      downgrade: options.allowDowngrade === true,
      movedDigest: options.allowMovedDigest === true,
      force: options.force === true,
    },
  });
  const warnings = [...draft.warnings, ...imageWarnings, ...planned.warnings, ...view.warnings, ...decision.warnings];
  const common = { branch: branchName(metadata.name), digest: evidence.digest ?? null, badge: planned.badge };
  refuseSecrets(planned.plan, context);
  if (decision.action === 'noop') {
    const { prUrl, headSha } = decision;
    writeOutput(planned.plan, options, context);
    return { result: { action: 'noop', prUrl, headSha, ...common, warnings } };
  }
  const plan = planText({
    plan: planned.plan,
    view,
    steps: catalog.steps(planned.plan, view),
    badge: planned.badge,
    diff: planned.diff,
  });
  writeOutput(planned.plan, options, context);
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

/** The files at their paths in the catalog, and the pull request's text; nothing that is there already is lost. */
function writeOutput(plan: SubmissionPlan, { output, force }: PublishOptions, { cwd }: RunContext): void {
  if (output === undefined) return;
  const folder = resolve(cwd, output);
  const files = [...plan.files, ['pull-request.md', `${plan.body}\n`] as const];
  try {
    const lost = files.filter(([path, text]) => (readIfExists(join(folder, path)) ?? text) !== text);
    if (lost.length > 0 && force !== true) throw wouldOverwrite(lost.map(([path]) => join(output, path)));
    for (const [path, text] of files) writeFileAtomic(join(folder, path), text);
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    throw new UserError({
      code: 'CANNOT_WRITE',
      message: `--output ${folder} cannot be written: ${messageOf(thrown)}`,
      hint: 'Name a directory that can be made or written.',
    });
  }
}

function wouldOverwrite(paths: readonly string[]): UserError {
  return new UserError({
    code: 'OUTPUT_EXISTS',
    message: ['--output would overwrite files that say something else:', ...paths].join('\n  '),
    hint: 'Name another directory, or overwrite them with --force.',
    details: { paths },
  });
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
