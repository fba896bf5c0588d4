import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { callsIn, isKnownFlag, mistakesIn } from './command-mistakes.js';
import { documentationPages, isCommandBlock } from './read-page.js';

describe('the check', () => {
  test.each([
    ['vcts run --provider-endpoint=localhost:9443 --profil core', 'conformance:run has no flag --profil'],
    ['vrtg-provider validate --format xml', '--format of validate cannot be xml'],
    ['vrtg-provider publsh', 'there is no command "vrtg-provider publsh"'],
    ['vrtg-provider catalog show', 'catalog:show needs NAME'],
    ['vrtg-provider catalog check extra', 'catalog:check does not take "extra"'],
    ['vcts run --json=yes', '--json of conformance:run takes no value'],
    ['vcts run --report', '--report of conformance:run needs a value'],
    ['vrtg-provider completion tcsh', 'completion does not take "tcsh"'],
    ['if true; then npx --yes vcts@1.0.0 lst; fi', 'there is no command "vcts lst"'],
    ['CI=1 vcts list --no-such > list.txt', 'conformance:list has no flag --no-such'],
  ])('refuses %s', (line, mistake) => {
    expect(callsIn(line).flatMap((call) => mistakesIn(call))).toEqual([mistake]);
  });

  test.each([
    "vcts run --exec './provider --port $PORT' --report a.json --report b.html",
    'vcts list --json | jq -r .tests[].id > ids.txt',
    'vrtg-provider init acme --language go && cd acme && vrtg-provider verify',
    'vrtg-provider validate providers/a providers/b 2> findings.txt',
    'vcts report --help',
    'kubectl apply --no-such-flag -f job.yaml',
  ])('takes %s', (line) => {
    expect(callsIn(line).flatMap((call) => mistakesIn(call))).toEqual([]);
  });
});

const pages = documentationPages();

describe.each(pages.map((page) => [page.path, page] as const))('%s', (_path, page) => {
  test('names commands and flags that there are', () => {
    const shell = page.blocks.filter(({ language }) => language !== 'text').flatMap(({ text }) => callsIn(text));
    const spans = page.spans.flatMap(callsIn);
    expect(shell.flatMap((call) => mistakesIn(call))).toEqual([]);
    expect(spans.flatMap((call) => mistakesIn(call, { incomplete: true }))).toEqual([]);
  });

  test('names flags in the text that a command has', () => {
    const foreign = ['--provenance', '--help', '--version', '--data', '--set'];
    const flags = page.spans.filter((span) => /^--[a-z]/.test(span) && !foreign.includes(span));
    expect(flags.filter((flag) => !isKnownFlag(flag))).toEqual([]);
  });

  test('says why a command is not run', () => {
    const reasons = page.blocks.filter(isCommandBlock).map(({ notRun }) => notRun);
    expect(reasons.filter((reason) => reason !== undefined && reason.length < 10)).toEqual([]);
  });
});

const { commands } = JSON.parse(readFileSync(join(packageRoot, 'oclif.manifest.json'), 'utf8'));
const commandsShown = Object.keys(commands).filter((id) => !commands[id].hidden && !commands[id].aliases?.includes(id));

const spansInSources = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => {
    const text = readFileSync(join(packageRoot, 'src', name), 'utf8');
    return [...text.matchAll(/`((?:vrtg-provider|vcts) [^`\\\n]*)\\?`/g)].map(([, span = '']) => [span, name] as const);
  });

test.each(spansInSources)('what messages say to run is there: %s (src/%s)', (span) => {
  expect(callsIn(span).flatMap((call) => mistakesIn(call, { incomplete: true }))).toEqual([]);
});

test('messages say what to run', () => {
  expect(spansInSources.length).toBeGreaterThan(15);
});

test("the README's table names every command", () => {
  const rows = readFileSync(join(packageRoot, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| `(?:vcts|vrtg-provider) /.test(line));
  const named = rows.flatMap((row) => {
    const [, first = '', others = ''] = /^\| `(?:vcts|vrtg-provider) ([a-z ]+)`([^|]*)/.exec(row) ?? [];
    const topic = first.split(' ').slice(0, -1);
    return [first, ...[...others.matchAll(/`([a-z]+)`/g)].map(([, word = '']) => [...topic, word].join(' '))];
  });
  const all = commandsShown.map((id) => id.replace(/^conformance:/, '').replaceAll(':', ' '));
  expect(named.sort()).toEqual(all.sort());
});

test.each(
  readdirSync(join(packageRoot, 'templates'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?:\.ya?ml|README\.md(?:\.hbs)?)$/.test(name),
  ),
)('templates/%s calls commands with flags that there are', (name) => {
  const lines = readFileSync(join(packageRoot, 'templates', name), 'utf8').replace(/__VERSION__/g, '1.0.0');
  const calls = lines
    .split('\n')
    .filter((line) => /^\s*(?:- )?(?:run: )?(?:npx .*|exec npx .*)?(?:vrtg-provider|vcts)(?:@\S+)? /.test(line));
  expect(calls.flatMap(callsIn).flatMap((call) => mistakesIn(call, { incomplete: true }))).toEqual([]);
});
