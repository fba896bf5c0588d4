import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../foundation/package-info.js';
import { htmlView } from './html-view.js';
import type { ConformanceReport } from './report-types.js';

const folder = join(packageRoot, 'templates', 'report');

/** What a catalog says of a report that it shows. */
export interface ReportSetting {
  /** Its verdict, where that is not the one that the report claims. */
  badge?: string;
  /** What must be known before the report is believed. */
  notice?: string;
  /** The page that led here. */
  back: { href: string; label: string };
}

/** One page that needs nothing else: styles and script are inside, and its policy allows no others. */
export async function htmlReport(report: ConformanceReport, setting?: ReportSetting): Promise<string> {
  const { default: handlebars } = await import('handlebars');
  const render = handlebars.create().compile(template('report.html.hbs'), { strict: true, knownHelpersOnly: true });
  const style = template('report.css');
  const script = template('report.js');
  return render({
    ...htmlView(report, setting),
    style,
    script,
    styleHash: integrity(style),
    scriptHash: integrity(script),
  });
}

function template(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

function integrity(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
