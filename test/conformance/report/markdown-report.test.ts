import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { markdownReport } from '../../../src/conformance/report/markdown-report.js';
import { recordedReport, reportHolding, strangeTexts } from './recorded-report.js';

const shown = (markdown: string) =>
  micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });

/** The tags as they come; texts are left out. */
const tagsOf = (markdown: string) => shown(markdown).match(/<[^>]*>/g) ?? [];

describe('the Markdown report', () => {
  const report = recordedReport();
  const markdown = markdownReport(report);

  it('shows a row for every test', () => {
    const rows = shown(markdown).match(/<tr>\n<td><code>[a-z0-9-]+<\/code><\/td>/g) ?? [];
    expect(rows).toHaveLength(report.tests.length);
  });

  it.each([
    ['the digest of the image', report.subject.digest],
    ['the digest of the suite', report.suite.digest],
    ['the end', report.finishedAt],
    ['the command to repeat it', report.reproduce],
    ['a declared capability', 'supportsLinkedClones'],
    ['a parameter', '"TemplateName": "mock-small"'],
    ['what is untestable', report.untestable[0]?.capability],
    ['what was left behind', report.leftovers[1]?.name],
    ['the exchange of a failure', 'Power {"id":"vm-1","op":"POWER_OP_ON"}'],
  ])('says %s', (_what, text) => {
    expect(markdown).toContain(text);
  });

  it('has no markup but its own, whatever a provider sends', () => {
    const plain = tagsOf(markdownReport(reportHolding('harmless text')));
    const differing = strangeTexts
      .filter((text) => text.trim() !== '')
      .map((text) => {
        const tags = tagsOf(markdownReport(reportHolding(text)));
        const first = Array.from({ length: Math.max(tags.length, plain.length) }, (_none, index) => index).find(
          (index) => tags[index] !== plain[index],
        );
        return { text, tag: first === undefined ? undefined : `${tags[first]} for ${plain[first]}` };
      })
      .filter(({ tag }) => tag !== undefined);
    expect(differing).toEqual([]);
  });
});
