import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { junitReport } from '../../../src/conformance/report/junit-report.js';
import type { TestVerdict } from '../../../src/conformance/report/report-types.js';
import { visibleText } from '../../../src/conformance/report/visible-text.js';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { recordedReport, reportHolding, strangeTexts, testNamed } from './recorded-report.js';
import { childrenNamed, parseXml, type XmlNode } from './xml-tree.js';

const report = recordedReport();
const document = parseXml(junitReport(report));
const suites = childrenNamed(document, 'testsuite');
const cases = suites.flatMap((suite) => childrenNamed(suite, 'testcase'));
const caseOf = (verdict: TestVerdict): XmlNode => {
  const test = report.tests.find((candidate) => candidate.verdict === verdict);
  return cases.find(({ attributes }) => attributes['name'] === test?.id) as XmlNode;
};

describe('the JUnit report', () => {
  it('has a suite a profile and a case a test', () => {
    const shown = suites.map((suite) => [
      suite.attributes['name'],
      childrenNamed(suite, 'testcase').map(({ attributes }) => `${attributes['classname']} ${attributes['name']}`),
    ]);
    const expected = Object.keys(report.profiles).map((name) => [
      name,
      report.tests.filter(({ profile }) => profile === name).map(({ profile, id }) => `${profile} ${id}`),
    ]);
    expect(shown).toEqual(expected);
  });

  it.each<[TestVerdict, string[]]>([
    ['pass', []],
    ['fail', ['failure']],
    ['error', ['error']],
    ['warn', ['system-out']],
    ['expected-fail', ['skipped', 'system-out']],
    ['not-applicable', ['skipped']],
    ['could-not-run', ['skipped']],
    ['excluded', ['skipped']],
  ])('tells %s with %j', (verdict, elements) => {
    expect(caseOf(verdict).children.map(({ name }) => name)).toEqual(elements);
  });

  it('tells a failure with its reason and its exchange', () => {
    const [failure] = childrenNamed(caseOf('fail'), 'failure');
    const reason = visibleText(testNamed(report, 'power-on').reason as string);
    expect(failure?.attributes).toEqual({ type: 'required', message: reason });
    expect(failure?.text).toContain('Power {"id":"vm-1","op":"POWER_OP_ON"}');
  });

  it('says why a test is skipped', () => {
    const [skipped] = childrenNamed(caseOf('excluded'), 'skipped');
    expect(skipped?.attributes['message']).toBe('excluded: filtered out by --focus or --skip');
  });

  it('counts what it holds', () => {
    for (const { attributes, ...suite } of suites) {
      const own = childrenNamed({ attributes, ...suite }, 'testcase');
      const having = (name: string) => own.filter((node) => childrenNamed(node, name).length > 0).length;
      expect(attributes).toMatchObject({
        tests: String(own.length),
        failures: String(having('failure')),
        errors: String(having('error')),
        skipped: String(having('skipped')),
      });
    }
  });

  it('gives durations in seconds', () => {
    const test = testNamed(report, 'power-on');
    const shown = cases.find(({ attributes }) => attributes['name'] === test.id)?.attributes['time'];
    expect(Number(shown)).toBe(test.durationMs / 1_000);
  });

  it('carries suite, subject, verdict, badge and the command to repeat it', () => {
    const properties = Object.fromEntries(
      childrenNamed(childrenNamed(suites[0] as XmlNode, 'properties')[0] as XmlNode, 'property').map(
        ({ attributes }) => [attributes['name'], attributes['value']],
      ),
    );
    expect(properties).toMatchObject({
      'suite.version': report.suite.version,
      'suite.digest': report.suite.digest,
      'subject.image': report.subject.image,
      'subject.digest': report.subject.digest,
      'profile.verdict': report.profiles.core?.verdict,
      badge: report.badge,
      reproduce: report.reproduce,
    });
  });

  it('says that a run ended early', () => {
    const ended = parseXml(junitReport({ ...report, ended: 'provider-lost' }));
    expect(childrenNamed(ended.children[0] as XmlNode, 'system-err')[0]?.text).toContain('the provider went away');
  });

  it('is well-formed and keeps every text, whatever a provider sends', () => {
    for (const text of strangeTexts) {
      const parsed = parseXml(junitReport(reportHolding(text)));
      const shown = childrenNamed(parsed, 'testsuite').flatMap((suite) => childrenNamed(suite, 'testcase'));
      expect(shown[0]?.attributes['name']).toBe(visibleText(`0 ${text}`));
      const failure = shown.flatMap((node) => childrenNamed(node, 'failure'))[0];
      expect(failure?.attributes['message']).toBe(visibleText(text || ''));
      expect(failure?.text.startsWith(visibleText(text))).toBe(true);
    }
  });
});

const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;
const schema = join(packageRoot, 'test', 'conformance', 'report', 'junit.xsd');
const xmllint = (input: string) =>
  spawnSync('xmllint', ['--noout', '--schema', schema, '-'], { input, encoding: 'utf8' });

describe.skipIf(!hasXmllint)('xmllint with the JUnit schema (skipped where xmllint is not installed)', () => {
  it('accepts the recorded report', () => {
    const { status, stderr } = xmllint(junitReport(report));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '- validates\n' });
  });

  it('accepts a report of strange texts', () => {
    const { status, stderr } = xmllint(junitReport(reportHolding(strangeTexts.join(' '))));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '- validates\n' });
  });

  it('refuses what is no JUnit', () => {
    expect(xmllint(junitReport(report).replaceAll('testcase', 'case')).status).not.toBe(0);
  });
});
