import { Parser, type Result } from 'tap-parser';
import { describe, expect, it } from 'vitest';
import type { ConformanceReport, TestVerdict } from '../../../src/conformance/report/report-types.js';
import { tapReport } from '../../../src/conformance/report/tap-report.js';
import { visibleLine, visibleText } from '../../../src/conformance/report/visible-text.js';
import { recordedReport, reportHolding, strangeTexts, testNamed } from './recorded-report.js';

const report = recordedReport();

interface Tap {
  points: Result[];
  /** Lines that are no TAP. */
  extra: string[];
  version: unknown;
  ok: boolean;
  bailedOut: unknown;
}

function parseTap(text: string): Tap {
  const parser = new Parser();
  const tap: Tap = { points: [], extra: [], version: undefined, ok: false, bailedOut: false };
  parser.on('assert', (point: Result) => tap.points.push(point));
  parser.on('extra', (line: string) => tap.extra.push(line));
  parser.on('version', (version: unknown) => {
    tap.version = version;
  });
  parser.on('complete', ({ ok, bailout }) => Object.assign(tap, { ok, bailedOut: bailout }));
  parser.end(text);
  return tap;
}

const tap = parseTap(tapReport(report));
const pointOf = (verdict: TestVerdict) =>
  tap.points[report.tests.findIndex((test) => test.verdict === verdict)] as Result;

describe('the TAP report', () => {
  it('is TAP 14 with a point a test and nothing else', () => {
    expect({ version: String(tap.version), extra: tap.extra }).toEqual({ version: '14', extra: [] });
    expect(tap.points.map(({ name }) => name)).toEqual(report.tests.map(({ id }) => id));
  });

  it.each<[TestVerdict, { ok: boolean; todo: boolean; skip: boolean }]>([
    ['pass', { ok: true, todo: false, skip: false }],
    ['warn', { ok: true, todo: false, skip: false }],
    ['fail', { ok: false, todo: false, skip: false }],
    ['error', { ok: false, todo: false, skip: false }],
    ['expected-fail', { ok: false, todo: true, skip: false }],
    ['not-applicable', { ok: true, todo: false, skip: true }],
    ['could-not-run', { ok: true, todo: false, skip: true }],
    ['excluded', { ok: true, todo: false, skip: true }],
  ])('tells %s as %j', (verdict, expected) => {
    const { ok, todo, skip } = pointOf(verdict);
    expect({ ok, todo: Boolean(todo), skip: Boolean(skip) }).toEqual(expected);
  });

  it('says why a test is skipped', () => {
    expect(pointOf('excluded').skip).toBe('excluded: filtered out by --focus or --skip');
  });

  it('gives level, time, reason and exchange of a failure as YAML', () => {
    const { level, durationMs, reason, exchange } = testNamed(report, 'power-on');
    const { diag, time } = pointOf('fail');
    expect(time).toBe(durationMs);
    expect(diag).toMatchObject({
      level,
      verdict: 'fail',
      message: visibleText(reason as string),
      exchange: [
        { method: 'Create', request: exchange?.[0]?.request },
        { method: 'Power', status: 'INTERNAL' },
      ],
    });
  });

  it('is not ok where a test failed, and ok where none did', () => {
    const passing: ConformanceReport = { ...report, tests: report.tests.filter(({ verdict }) => verdict === 'pass') };
    expect([tap.ok, parseTap(tapReport(passing)).ok]).toEqual([false, true]);
  });

  it('bails out where the run ended early, so that nobody takes it for a whole one', () => {
    const ended = parseTap(tapReport({ ...report, tests: report.tests.slice(0, 2), ended: 'interrupted' }));
    expect(ended).toMatchObject({ ok: false, bailedOut: 'the run was interrupted' });
  });

  it('can be parsed and keeps every text, whatever a provider sends', () => {
    for (const text of strangeTexts) {
      const strange = reportHolding(text);
      const { points, extra } = parseTap(tapReport(strange));
      expect({ text, count: points.length, extra }).toEqual({ text, count: strange.tests.length, extra: [] });
      expect(points.map(({ ok }) => ok)).toEqual(tap.points.map(({ ok }) => ok));
      expect(points.map(({ todo }) => Boolean(todo))).toEqual(tap.points.map(({ todo }) => Boolean(todo)));
      expect(points.map(({ skip }) => Boolean(skip))).toEqual(tap.points.map(({ skip }) => Boolean(skip)));
      const shown = visibleLine(`0 ${text}`).trim().replace(/\{$/, '\\u007b');
      expect(points[0]?.name).toBe(shown);
      expect(points[0]?.diag).toMatchObject({ message: visibleText(text) });
    }
  });
});
