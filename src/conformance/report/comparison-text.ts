import { printableLine } from '../../foundation/terminal-text.js';
import { type ComparedRun, type ComparedTest, type Comparison, changes } from './compare-reports.js';
import { subjectTitle } from './report-facts.js';

/** A comparison for a terminal: the changed tests, then profiles, badge and counts. */
export function comparisonText(comparison: Comparison): string {
  const { old, new: now, counts, anythingWorse } = comparison;
  const tests = changedTests(comparison);
  const lines = [
    `old  ${runLine(old)}`,
    `new  ${runLine(now)}`,
    ...remarks(comparison),
    '',
    ...(tests.length > 0 ? [...tests, ''] : []),
    ...[{ name: 'badge', ...comparison.badge }, ...comparison.profiles].map(
      ({ name, before, after, change }) => `${name.padEnd(14)} ${step(before, after).padEnd(18)} ${change}`,
    ),
    '',
    `Tests: ${changes.map((change) => `${counts[change]} ${change}`).join(', ')}`,
    anythingWorse ? 'Something got worse.' : 'Nothing got worse.',
  ];
  return lines.map((line) => line.trimEnd()).join('\n');
}

function runLine({ file, subject, suite, finishedAt, shard }: ComparedRun): string {
  const part = shard ? `, shard ${shard.index} of ${shard.total} only` : '';
  return printableLine(`${file}: ${subjectTitle(subject)}, VCTS ${suite.version}, finished ${finishedAt}${part}`);
}

function remarks({ old, new: now, sameSuite, sameSubject }: Comparison): string[] {
  const versions =
    old.suite.version === now.suite.version
      ? `both are ${old.suite.version}, with different sources`
      : `${old.suite.version} and ${now.suite.version}`;
  return [
    ...(sameSuite ? [] : [printableLine(`The suites differ (${versions}): a change may come from the tests.`)]),
    ...(sameSubject ? [] : ['The reports are not about the same provider, version or image.']),
  ];
}

function changedTests({ tests }: Comparison): string[] {
  const changed = tests.filter(({ before, after }) => before !== after);
  const width = Math.max(0, ...changed.map(({ id }) => printableLine(id).length));
  return changes.flatMap((change) =>
    changed.filter((test) => test.change === change).map((test) => testLine(test, width)),
  );
}

function testLine({ id, before, after, change, reason }: ComparedTest, width: number): string {
  const line = `${change.padEnd(8)}${printableLine(id).padEnd(width)}  ${step(before, after)}`;
  return reason && after !== 'pass' ? `${line}\n    ${printableLine(reason)}` : line;
}

function step(before: string | null, after: string | null): string {
  return before === after ? String(after) : `${before ?? 'none'} -> ${after ?? 'none'}`;
}
