import { expect, test } from 'vitest';
import type { Fault, FaultCondition } from '../../support/github/faults.js';
import { catalog, Scene } from '../github/github-fixture.js';
import { named } from '../publish-fixture.js';

const writes = ['POST /git/trees', 'POST /git/commits', 'POST /git/refs', 'POST /pulls', 'POST /labels'] as const;
const condition = (request: string): FaultCondition => {
  const [method = '', path = ''] = request.split(' ');
  return { method, path: new RegExp(`${path}$`) };
};

interface Case {
  name: string;
  when: FaultCondition;
  fault: Fault;
}

const lost: Case[] = [
  ...[...writes, 'PATCH /pulls/1'].map((request) => ({
    name: `the answer to ${request} is lost`,
    when: { ...condition(request), times: 1 },
    fault: { kind: 'dropAnswer' as const },
  })),
  ...[...writes, 'POST /graphql'].map((request) => ({
    name: `the connection is reset before ${request}`,
    when: { ...condition(request), times: 1 },
    fault: { kind: 'resetBefore' as const },
  })),
  ...['POST /git/refs', 'POST /pulls', 'POST /graphql'].map((request) => ({
    name: `a proxy answers ${request} with a page`,
    when: { ...condition(request), times: 1 },
    fault: { kind: 'htmlPage' as const, status: 502 },
  })),
  { name: 'an answer is cut', when: { ...condition('POST /graphql'), times: 1 }, fault: { kind: 'truncate' } },
  {
    name: 'the answer to the opening is cut',
    when: { ...condition('POST /pulls'), times: 1 },
    fault: { kind: 'truncate' },
  },
  ...['POST /pulls', 'POST /git/refs', 'POST /graphql'].map((request) => ({
    name: `the secondary rate limit holds ${request} up`,
    when: { ...condition(request), times: 2 },
    fault: { kind: 'secondaryRateLimit' as const, retryAfter: 1 },
  })),
];

test.concurrent.each(named(lost))(
  'cases 13, 23 and 37: one run is enough where %s',
  async (_name, { when, fault }) => {
    const scene = await Scene.start({ adaMayPush: true });
    try {
      const injected = scene.github.inject({ when, fault });
      const ada = scene.author();
      expect((await ada.publish()).result.action).toBe('created');
      expect((await ada.publish()).result.action).toBe('noop');
      expect((await ada.publish({ flags: { tag: 'v1.1.0' } })).result.action).toBe('updated');
      scene.expectOnePull({ head: catalog, tag: 'v1.1.0' });
      expect(scene.pulls).toHaveLength(1);
      expect(injected.met).toBeGreaterThan(0);
    } finally {
      scene.github.clearViolations();
      await scene.end();
    }
  },
  300_000,
);
