import { UserError } from '../foundation/errors.js';
import type { RunContext } from '../foundation/run-context.js';
import type { ProfileName } from '../provider/profiles.js';
import { publish } from './publish.js';
import type { EvidenceSource, Interlocutor, PublishOptions } from './publish-options.js';
import type { PublishResult } from './publish-result.js';
import { outcomeText } from './publish-text.js';

type Text = string | undefined;

/** What `vrtg-provider publish` was asked for; the flags as they are called. */
export interface PublishRequest {
  name?: Text;
  image?: Text;
  tag?: Text;
  repo?: Text;
  maintainer?: Text;
  license?: Text;
  metadata?: Text;
  catalog: string;
  endpoint?: Text;
  exec?: Text;
  report?: Text;
  profiles: readonly ProfileName[];
  fixtures?: Text;
  plaintext?: boolean;
  'tls-ca'?: Text;
  'tls-cert'?: Text;
  'tls-key'?: Text;
  'tls-server-name'?: Text;
  'dry-run'?: boolean;
  output?: Text;
  draft?: boolean;
  yes?: boolean;
  'allow-downgrade'?: boolean;
  'allow-moved-digest'?: boolean;
  migration?: Text;
  force?: boolean;
  interlocutor: Interlocutor | undefined;
}

/** Publishes as the command line asks. Throws VrtgError. */
export async function publishCommand(
  request: PublishRequest,
  context: RunContext,
): Promise<{ result: PublishResult; text: string }> {
  const options = optionsOf(request);
  const { openImageRegistry } = await import('../provider/registry/open-image-registry.js');
  const limits = options.evidence.kind === 'image' ? {} : hastyLimits;
  const outcome = await publish(options, context, { registry: openImageRegistry({ ...context, limits }) });
  const isPlanShown =
    options.interlocutor !== undefined &&
    options.yes !== true &&
    options.dryRun !== true &&
    options.output === undefined;
  return { result: outcome.result, text: outcomeText(outcome, { isPlanShown }) };
}

function optionsOf(request: PublishRequest): PublishOptions {
  const { name, image, tag, repo, maintainer, license } = request;
  return {
    flags: defined({ name, image, tag, repo, maintainer, license }),
    catalog: request.catalog,
    evidence: evidenceSource(request),
    profiles: request.profiles,
    ...defined({
      metadataFile: request.metadata,
      fixturesFile: request.fixtures,
      output: request.output,
      dryRun: request['dry-run'],
      draft: request.draft,
      yes: request.yes,
      allowDowngrade: request['allow-downgrade'],
      allowMovedDigest: request['allow-moved-digest'],
      migration: migrationAddress(request.migration),
      force: request.force,
      interlocutor: request.interlocutor,
    }),
  };
}

/** Where the image is not started, nobody waits long for its registry. */
const hastyLimits = { timeoutMs: 10_000, retryDelaysMs: [300] };

function migrationAddress(text: Text): Text {
  if (text === undefined || /^https?:\/\/[^\s/]+\S*$/.test(text)) return text;
  throw new UserError({
    code: 'BAD_MIGRATION',
    message: `--migration ${text} is no http or https address`,
    hint: 'Give the address of the page that describes the migration to the new major version.',
  });
}

function evidenceSource(request: PublishRequest): EvidenceSource {
  const { endpoint, exec, report, plaintext } = request;
  const ways = { '--provider-endpoint': exec === undefined ? endpoint : undefined, '--exec': exec, '--report': report };
  const given = Object.entries(ways).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (given.length > 1) {
    throw new UserError({
      code: 'TWO_KINDS_OF_EVIDENCE',
      message: `Only one kind of evidence is taken, but there are ${given.join(' and ')}`,
      hint: 'Leave all but one of them out.',
    });
  }
  if (report !== undefined) return { kind: 'report', file: report };
  if (exec !== undefined) return { kind: 'command', command: exec, ...(endpoint !== undefined && { endpoint }) };
  if (endpoint === undefined) return { kind: 'image' };
  const tls = defined({
    ca: request['tls-ca'],
    cert: request['tls-cert'],
    key: request['tls-key'],
    serverName: request['tls-server-name'],
  });
  return { kind: 'endpoint', endpoint, ...(Object.keys(tls).length > 0 && { tls }), ...(plaintext && { plaintext }) };
}

type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
}
