import { expect, test } from 'vitest';
import { parseChallenges } from '../../../src/provider/registry/challenge.js';

const bearer = (parameters: Record<string, string>) => ({ scheme: 'bearer', parameters });

test.each([
  [
    'Docker Hub',
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"',
    [bearer({ realm: 'https://auth.docker.io/token', service: 'registry.docker.io', scope: 'repository:a/b:pull' })],
  ],
  ['Basic', 'Basic realm="Registry"', [{ scheme: 'basic', parameters: { realm: 'Registry' } }]],
  [
    'two at once',
    'Basic realm="a, b", Bearer realm="https://r/t",scope="repository:a:pull,push"',
    [
      { scheme: 'basic', parameters: { realm: 'a, b' } },
      bearer({ realm: 'https://r/t', scope: 'repository:a:pull,push' }),
    ],
  ],
  [
    'two headers in one',
    'Negotiate, Basic realm=x',
    [
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'x' } },
    ],
  ],
  [
    'odd spaces and case',
    'BEARER  Realm = "https://r/t" , Service=s',
    [bearer({ realm: 'https://r/t', service: 's' })],
  ],
  ['escapes', String.raw`Bearer realm="a\"b\\c"`, [bearer({ realm: String.raw`a"b\c` })]],
  [
    'an error beside',
    'Bearer realm="https://r/t",error="invalid_token"',
    [bearer({ realm: 'https://r/t', error: 'invalid_token' })],
  ],
  ['nothing', null, []],
  ['garbage', '"""', []],
])('%s', (_name, header, expected) => expect(parseChallenges(header)).toEqual(expected));

test('reads a hostile header in no time', () => {
  const started = process.cpuUsage().user;
  parseChallenges(`Bearer ${'a="'.repeat(20_000)}`);
  parseChallenges(`Bearer a="${'\\'.repeat(50_000)}`);
  parseChallenges('a '.repeat(50_000));
  expect(process.cpuUsage().user - started).toBeLessThan(2_000_000);
});
