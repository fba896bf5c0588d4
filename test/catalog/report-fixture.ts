import type {
  ConformanceReport,
  DeclaredCapabilities,
  ProfileResult,
  ProfileVerdict,
  Subject,
  TestResult,
  TestVerdict,
} from '../../src/conformance/report/report-types.js';
import { listTests } from '../../src/conformance/suite/list-tests.js';
import { suiteDigest } from '../../src/conformance/suite/suite-digest.js';
import { type ProfileName, profileNamed, profileNames } from '../../src/provider/profiles.js';
import { type RecordedTest, recordedTests } from './recorded-tests.js';

/** How a test ended where it did not simply pass. */
type Endings = Record<string, TestVerdict | { verdict: TestVerdict; reason: string }>;

export interface ReportFixture {
  subject: Subject;
  profiles?: readonly ProfileName[];
  /** Profiles of which the provider declares nothing. */
  undeclared?: readonly ProfileName[];
  endings?: Endings;
  /** What the report stores as profile verdicts, so that a test says what it expects; pass or skip unless given. */
  stored?: Partial<Record<ProfileName, ProfileVerdict>>;
  badge?: ConformanceReport['badge'];
  suiteVersion?: string;
  suiteDigest?: string;
  finishedAt?: string;
  declares?: Partial<DeclaredCapabilities>;
}

/** A suite of src/conformance/report/known-suites.ts, whose tests are those of recorded-tests.ts. */
const recordedSuite = 'sha256:e41381e196f618670eea6ab659e8053b71a6e3d221ad8eef6c4f476472d27222';

const millisecondsPerTest = 120;

const installedTests = (): RecordedTest[] =>
  listTests(profileNames).tests.map(({ id, profile, capability, level }) => [id, profile, capability, level] as const);

/** A complete report as `vcts run --report` writes it. */
export function reportFixture(fixture: ReportFixture): ConformanceReport {
  const { subject, profiles = profileNames, undeclared = [], stored = {} } = fixture;
  const finishedAt = fixture.finishedAt ?? '2025-08-26T14:30:00Z';
  const tests = (fixture.suiteDigest === suiteDigest ? installedTests() : recordedTests)
    .filter(([, profile]) => profiles.includes(profile))
    .map((test) => resultOf(test, fixture));
  const wallMs = 61_000;
  return {
    schemaVersion: 1,
    suite: { version: fixture.suiteVersion ?? '1.0.0', digest: fixture.suiteDigest ?? recordedSuite },
    tool: { name: 'vrtg-provider', version: '0.1.0' },
    subject,
    capabilities: declaredCapabilities(fixture),
    startedAt: new Date(Date.parse(finishedAt) - wallMs).toISOString(),
    finishedAt,
    parameters: { parallel: 12, taskTimeoutMs: 300_000 },
    profiles: Object.fromEntries(
      profiles.map((name) => [
        name,
        profileResult(name, stored[name] ?? (undeclared.includes(name) ? 'skip' : 'pass')),
      ]),
    ),
    badge: fixture.badge ?? 'pass',
    tests,
    untestable: profiles.flatMap((profile) =>
      profileNamed(profile).capabilities.flatMap(({ name, untestable }) =>
        untestable ? [{ profile, capability: name, reason: untestable }] : [],
      ),
    ),
    leftovers: [],
    timing: { wallMs, criticalPathMs: 52_000 },
    reproduce: `vcts run --image ${subject.image ?? ''} --profile all`,
  };
}

function resultOf([id, profile, capability, level]: RecordedTest, fixture: ReportFixture): TestResult {
  const undeclared = fixture.undeclared?.includes(profile) === true;
  const aboutDeclared = !id.endsWith('-undeclared');
  const natural: TestVerdict = naturalVerdict({ id, profile, aboutDeclared, undeclared });
  const ending = fixture.endings?.[id] ?? natural;
  const { verdict, reason } = typeof ending === 'string' ? { verdict: ending, reason: reasonFor(ending) } : ending;
  const ran = verdict !== 'not-applicable' && verdict !== 'could-not-run' && verdict !== 'excluded';
  return {
    id,
    profile,
    capability,
    level,
    verdict,
    ...(reason !== undefined && { reason }),
    durationMs: ran ? millisecondsPerTest : 0,
  };
}

interface Situation {
  id: string;
  profile: ProfileName;
  aboutDeclared: boolean;
  undeclared: boolean;
}

function naturalVerdict({ id, profile, aboutDeclared, undeclared }: Situation): TestVerdict {
  if (profile === 'core') return 'pass';
  if (profile === 'advanced' && /^(?:ex|im)port-/.test(id)) return aboutDeclared ? 'not-applicable' : 'pass';
  return aboutDeclared === !undeclared ? 'pass' : 'not-applicable';
}

function reasonFor(verdict: TestVerdict): string | undefined {
  if (verdict === 'pass') return undefined;
  return verdict === 'not-applicable' ? 'the provider does not declare it' : `ended as ${verdict}`;
}

function profileResult(name: ProfileName, verdict: ProfileVerdict): ProfileResult {
  const { capabilities } = profileNamed(name);
  const testable = capabilities.filter(({ untestable }) => untestable === undefined).length;
  const covered = verdict === 'pass' || verdict === 'fail' ? testable : 0;
  return { verdict, covered, testable, total: capabilities.length };
}

function declaredCapabilities({ undeclared = [], declares = {} }: ReportFixture): DeclaredCapabilities {
  const has = (profile: ProfileName) => !undeclared.includes(profile);
  return {
    supportsReconfigureOnline: has('advanced'),
    supportsDiskExpansionOnline: has('advanced'),
    supportsSnapshots: has('snapshot'),
    supportsMemorySnapshots: has('snapshot'),
    supportsLinkedClones: has('clone'),
    supportsImageImport: has('image-prepare'),
    supportsDiskExport: false,
    supportsDiskImport: false,
    supportsExportCompression: false,
    supportedDiskTypes: ['thin'],
    supportedNetworkTypes: ['bridge'],
    supportedExportFormats: [],
    supportedImportFormats: [],
    supportedExportBackends: [],
    supportedImportBackends: [],
    supportedTransferModes: [],
    ...declares,
  };
}
