import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/conformance/report/exit-code.js';
import { badgeOf } from '../../src/conformance/run/profile-results.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import { profileNames } from '../../src/provider/profiles.js';
import type { ChangedHandlers, MockParts } from '../support/mock-provider/changes.js';
import { defectNamed } from '../support/mock-provider/defects.js';
import { answering, internal, pause, refusing } from '../support/mock-provider/wrapping.js';
import { mockFixtures, runOnMock } from './run-on-mock.js';

const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas', 'conformance-report.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: false }).compile(schema);

describe.concurrent('without the fixture image, where the hypervisor lacks the default one', () => {
  it.each(['NOT_FOUND', 'INVALID_ARGUMENT'] as const)(
    '%s fails nothing, and the fixture is asked for',
    async (code) => {
      const { image: _image, ...fixtures } = mockFixtures;
      const apply = ({ handlers }: MockParts): ChangedHandlers => ({
        create: (request) =>
          request.imageJson.includes('vcts-template')
            ? refusing(status[code], 'no such template')()
            : handlers.create(request),
      });
      const report = await runOnMock(
        { variant: { apply } },
        {
          fixtures,
          profiles: profileNames,
          // Creates that may have collided are tried again, which takes a while with every test.
          focus:
            /^(create-|describe-created|power-on|delete-|snapshot-two|clone-full|image-prepare-usable|task-missing)/,
        },
      );
      const wrong = report.tests.filter(({ verdict }) => ['fail', 'error', 'warn'].includes(verdict));
      expect(wrong.map(({ id, verdict, reason }) => ({ id, verdict, reason }))).toEqual([]);
      expect(report.tests.find(({ id }) => id === 'create-returns-id')).toMatchObject({
        verdict: 'could-not-run',
        reason: expect.stringContaining('fixtures (image)'),
      });
      expect({ leftovers: report.leftovers, exitCode: exitCodeOf(report) }).toMatchObject({
        leftovers: report.leftovers.filter(({ removable }) => !removable),
        exitCode: 3,
      });
    },
  );
});

it('where no snapshot can ever be restored, that another one cannot proves nothing', async () => {
  const apply = (): ChangedHandlers => ({ snapshotRevert: refusing(status.INTERNAL, 'not supported yet') });
  const focus = /^snapshot-(restore|delete|foreign)$/;
  const report = await runOnMock({ variant: { apply } }, { fixtures: mockFixtures, profiles: ['snapshot'], focus });
  const verdicts = Object.fromEntries(report.tests.map(({ id, verdict }) => [id, verdict]));
  expect(verdicts).toMatchObject({
    'snapshot-restore': 'fail',
    'snapshot-delete': 'could-not-run',
    'snapshot-foreign': 'could-not-run',
  });
});

it('the snapshots of one VM are removed one after the other', async () => {
  const underWay = new Map<string, number>();
  const atOnce: number[] = [];
  // Only the newest goes, so that the tests leave what they took to the cleanup.
  const apply = ({ handlers, hypervisor }: MockParts): ChangedHandlers => ({
    snapshotDelete: async (request) => {
      const { vmId, snapshotId } = request;
      const now = (underWay.get(vmId) ?? 0) + 1;
      underWay.set(vmId, now);
      atOnce.push(now);
      await pause(20);
      underWay.set(vmId, now - 1);
      const newest = hypervisor.vm(vmId).snapshots.at(-1)?.id;
      return newest === snapshotId ? handlers.snapshotDelete(request) : refusing(status.INTERNAL, 'not the newest')();
    },
  });
  const options = { fixtures: mockFixtures, profiles: ['snapshot'] as const, focus: /^(snapshot-two|no-leftovers)$/ };
  const report = await runOnMock({ variant: { apply } }, options);
  expect({ most: Math.max(...atOnce), several: atOnce.length > 2, leftovers: report.leftovers }).toEqual({
    most: 1,
    several: true,
    leftovers: [],
  });
});

it('a clone source that ListVMs never shows is no reason to fail', async () => {
  const template = '/DC/templates/small';
  const apply = ({ handlers, hypervisor }: MockParts): ChangedHandlers => {
    hypervisor.create({ name: 'template', sizes: {}, disks: [], networks: [], tags: [] });
    const [hidden = ''] = hypervisor.vms.keys();
    return {
      clone: (request) =>
        handlers.clone(request.sourceVmId === template ? { ...request, sourceVmId: hidden } : request),
      listVMs: answering(handlers.listVMs, (answer) => ({
        ...answer,
        vms: answer.vms.filter(({ id }) => id !== hidden),
      })),
    };
  };
  const { tests } = await runOnMock(
    { variant: { apply } },
    { profiles: ['clone'], fixtures: { ...mockFixtures, cloneSource: template }, focus: /^clone-linked$/ },
  );
  expect(tests.find(({ id }) => id === 'clone-linked')).toMatchObject({ verdict: 'pass' });
});

describe('what a Delete left in place is listed', () => {
  it.each(['delete-lies', 'delete-only-renames-for-good'])('%s', async (id) => {
    let there: string[] = [];
    const { apply } = defectNamed(id);
    const defect = {
      apply: (parts: MockParts) => {
        const changed = apply(parts);
        return {
          ...changed,
          listVMs: answering(parts.handlers.listVMs, (answer) => {
            there = answer.vms.map((vm) => vm.id);
            return answer;
          }),
        };
      },
    };
    const report = await runOnMock({ defect }, { focus: /^(create|delete|power-o)/ });
    const listed = report.leftovers.filter(({ kind, removable }) => kind === 'vm' && removable).map((left) => left.id);
    expect(there.length).toBeGreaterThan(5);
    expect(listed.toSorted()).toEqual(there.toSorted());
  });
});

describe('the badge', () => {
  it('of a run without core is pending, in the report and its schema', async () => {
    const report = await runOnMock({}, { profiles: ['snapshot'], focus: /^snapshot-create$/ });
    expect({ badge: report.badge, valid: validate(report) }).toEqual({ badge: 'pending', valid: true });
  });

  it.each([
    [{ snapshot: { verdict: 'fail' } }, 'pending'],
    [{}, 'pending'],
    [{ core: { verdict: 'partial' } }, 'fail'],
    [{ core: { verdict: 'pass' }, snapshot: { verdict: 'fail' } }, 'partial'],
    [{ core: { verdict: 'pass' }, snapshot: { verdict: 'skip' } }, 'pass'],
  ] as const)('of %j is %s', (profiles, badge) => {
    expect(badgeOf(profiles)).toBe(badge);
  });
});

describe.concurrent('a report stays small and valid', () => {
  const megabytes = (count: number) => 'x'.repeat(count * 1_000_000);
  it.each<{ what: string; apply: (parts: MockParts) => ChangedHandlers }>([
    {
      what: 'ListVMs has a map of 60,000 keys',
      apply: ({ handlers }) => {
        const providerRaw = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`key-${index}`, 'value']));
        return {
          power: () => {
            throw internal('broken');
          },
          listVMs: answering(handlers.listVMs, (answer) => ({
            ...answer,
            vms: answer.vms.map((vm, index) => (index === 0 ? { ...vm, providerRaw } : vm)),
          })),
        };
      },
    },
    {
      what: 'Describe has a string of 5 MB',
      apply: ({ handlers }) => ({
        describe: answering(handlers.describe, (answer) => ({ ...answer, providerRawJson: megabytes(5) })),
      }),
    },
    {
      what: 'Describe has a string of 3 MB that is no JSON',
      apply: ({ handlers }) => ({
        describe: answering(handlers.describe, (answer) => ({ ...answer, providerRawJson: megabytes(3) })),
      }),
    },
    {
      what: 'tasks end with an error of 3 MB',
      apply: ({ handlers }) => ({
        taskStatus: answering(handlers.taskStatus, (answer) => ({ ...answer, error: megabytes(3) })),
      }),
    },
  ])('where $what', async ({ apply }) => {
    const report = await runOnMock(
      { variant: { apply } },
      { focus: /^(create-returns-id|describe-raw-json|describe-created|power-on)$/ },
    );
    expect(report.tests.some(({ verdict, exchange }) => verdict !== 'pass' && exchange)).toBe(true);
    expect({ valid: validate(report), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect(JSON.stringify(report, null, 2).length).toBeLessThan(5_000_000);
  });
});
