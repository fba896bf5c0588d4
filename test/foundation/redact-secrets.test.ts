import { describe, expect, it } from 'vitest';
import { redactCommandLine, redactSecrets } from '../../src/foundation/redact-secrets.js';

describe('redactSecrets', () => {
  it.each<[unknown, unknown]>([
    [{ password: 'x' }, { password: '(redacted)' }],
    [
      { a: [{ apiKey: 'x', api_key: 'y', other: 'z' }] },
      { a: [{ apiKey: '(redacted)', api_key: '(redacted)', other: 'z' }] },
    ],
    [{ pullSecret: { token: 'x' } }, { pullSecret: '(redacted)' }],
    [{ password: '' }, { password: '' }],
    [{ password: null }, { password: null }],
    [
      { CPU: 1, TemplateName: 'small' },
      { CPU: 1, TemplateName: 'small' },
    ],
    [{ env: [{ name: 'DB_PASSWORD', value: 'x' }] }, { env: [{ name: 'DB_PASSWORD', value: '(redacted)' }] }],
    [{ env: [{ name: 'REGION', value: 'x' }] }, { env: [{ name: 'REGION', value: 'x' }] }],
    [
      { URL: 'https://me:pw@host.example.com/a.img?sig=1#f' },
      { URL: 'https://(redacted)@host.example.com/a.img?(redacted)#f' },
    ],
    [{ URL: 'https://host.example.com/a.img' }, { URL: 'https://host.example.com/a.img' }],
    [{ json: '{"token":"x","size":1}' }, { json: '{"token":"(redacted)","size":1}' }],
    [{ text: '{ not json' }, { text: '{ not json' }],
    ['plain', 'plain'],
    [7, 7],
    [null, null],
  ])('%j becomes %j', (value, expected) => {
    expect(redactSecrets(value)).toEqual(expected);
    expect(redactSecrets(expected)).toEqual(expected);
  });
});

describe('redactCommandLine', () => {
  it.each([
    ['vcts run mock --profile=core', 'vcts run mock --profile=core'],
    ['./p --password hunter2 --port $PORT', './p --password REDACTED --port $PORT'],
    ['./p --password=hunter2', './p --password=REDACTED'],
    ["./p --password='a b' x", './p --password=REDACTED x'],
    ['./p --api-key "a b" x', './p --api-key REDACTED x'],
    ['./p -token abc', './p -token REDACTED'],
    ["vcts run --exec './p --token abc'", "vcts run --exec './p --token REDACTED'"],
    ["vcts run --exec './p --token '\\''a b'\\'' x'", "vcts run --exec './p --token REDACTED x'"],
    ['env VSPHERE_PASSWORD=abc ./p', 'env VSPHERE_PASSWORD=REDACTED ./p'],
    ['./p --use-token --port 1', './p --use-token --port 1'],
    ['./p --token-file /run/token', './p --token-file /run/token'],
    ['vcts run --tls-key client.key', 'vcts run --tls-key client.key'],
    ['./p https://me:pw@host/x?sig=1', './p https://REDACTED@host/x?REDACTED'],
    ['vcts run --provider-endpoint unix:/run/p.sock', 'vcts run --provider-endpoint unix:/run/p.sock'],
  ])('%s becomes %s', (text, expected) => {
    expect(redactCommandLine(text)).toBe(expected);
    expect(redactCommandLine(expected)).toBe(expected);
  });
});
