import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { profileNames } from '../../src/provider/profiles.js';
import { foreignTraffic } from '../support/mock-provider/foreign-traffic.js';
import { runOnMock } from './run-on-mock.js';

const ofRun = /^vcts-[a-z0-9]{8}-/;

describe.concurrent('VMs of others are never touched', () => {
  it.each([
    { failingDeletes: undefined, what: 'ids are handed out again at once' },
    {
      failingDeletes: status.UNAVAILABLE,
      what: 'Delete takes effect and answers UNAVAILABLE, and its id goes to another',
    },
    { failingDeletes: status.INTERNAL, what: 'Delete takes effect and answers INTERNAL, and its id goes to another' },
  ])('where $what', async ({ failingDeletes }) => {
    const others = foreignTraffic({ ...(failingDeletes !== undefined && { failingDeletes }) });
    await runOnMock({ variant: others }, { profiles: profileNames });
    expect(others.handedOver).toBeGreaterThan(10);
    expect(others.changes.length).toBeGreaterThan(100);
    expect(others.changes.filter(({ name }) => name !== undefined && !ofRun.test(name))).toEqual([]);
    expect(others.missing()).toEqual([]);
  });

  it('at parallel 1 either', async () => {
    const others = foreignTraffic({ failingDeletes: status.UNAVAILABLE });
    await runOnMock({ variant: others }, { profiles: ['core'], parallel: 1, settleMs: 50 });
    expect(others.changes.filter(({ name }) => name !== undefined && !ofRun.test(name))).toEqual([]);
    expect(others.missing()).toEqual([]);
  });

  it('nor is a correct provider failed because of them', async () => {
    const { tests } = await runOnMock({ variant: foreignTraffic() }, { profiles: profileNames });
    const failed = tests.filter(({ verdict }) => verdict === 'fail' || verdict === 'error');
    expect(failed.map(({ id, reason }) => ({ id, reason }))).toEqual([]);
  });
});

it('a VM with an id that was there before the run is listed as left behind, and nothing is done to it', async () => {
  const others = foreignTraffic({ goingAtFirstCreate: true });
  const { leftovers } = await runOnMock({ variant: others }, { profiles: ['core'] });
  expect(leftovers).toEqual([
    expect.objectContaining({ kind: 'vm', id: others.reusedId, name: expect.stringMatching(ofRun), removable: true }),
  ]);
  expect(others.changes.filter(({ id }) => id === others.reusedId)).toEqual([]);
});
