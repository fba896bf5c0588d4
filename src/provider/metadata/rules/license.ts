import { createRequire } from 'node:module';
import { nearestText } from '../schema/nearest-text.js';

export interface LicenseProblem {
  code: 'unknown-license' | 'license-not-open' | 'deprecated-license';
  message: string;
  hint: string;
  severity?: 'warning';
}

type SpdxNode =
  | { license: string; plus?: true; exception?: string }
  | { left: SpdxNode; conjunction: 'and' | 'or'; right: SpdxNode };

type LicenseList = Record<string, { osiApproved: boolean }>;

/** Free by the Free Software Foundation's judgement and allowed here, although OSI has not approved it. */
const allowedBeside: ReadonlySet<string> = new Set(['CC0-1.0']);

let list: LicenseList | undefined;
const answers = new Map<string, LicenseProblem | undefined>();

function licenses(): LicenseList {
  list ??= createRequire(import.meta.url)('spdx-license-list/spdx.json') as LicenseList;
  return list;
}

/** What is wrong with an SPDX expression in this catalog, if anything: unknown, not open source, or an identifier that SPDX retired. */
export function checkLicense(expression: string): LicenseProblem | undefined {
  if (!answers.has(expression)) answers.set(expression, judge(expression));
  return answers.get(expression);
}

function judge(expression: string): LicenseProblem | undefined {
  const tree = parse(expression);
  if (!tree) return unknownLicense(expression);
  const open = isOpen(tree);
  if (!open) {
    return {
      code: 'license-not-open',
      message: `license: ${expression} is not approved by the Open Source Initiative`,
      hint: 'Providers of the catalog are open source: choose a licence from https://opensource.org/licenses.',
    };
  }
  const retired = identifiersOf(tree).find(({ license }) => /^(?:A|L)?GPL-[0-9]\.[0-9]$/.test(license));
  if (!retired) return undefined;
  const { license, plus } = retired;
  return {
    code: 'deprecated-license',
    severity: 'warning',
    message: `license: SPDX has retired the identifier ${license}`,
    hint: plus ? `Write ${license}-or-later.` : `Write ${license}-only or ${license}-or-later.`,
  };
}

function parse(expression: string): SpdxNode | undefined {
  try {
    return (createRequire(import.meta.url)('spdx-expression-parse') as (text: string) => SpdxNode)(expression);
  } catch {
    // The parser throws a TypeError where an expression ends too early, so no class of errors can be told apart.
    return undefined;
  }
}

function unknownLicense(expression: string): LicenseProblem {
  const nearest = nearestText(
    expression,
    Object.keys(licenses()).filter((id) => licenses()[id]?.osiApproved),
  );
  return {
    code: 'unknown-license',
    message: `license: ${JSON.stringify(expression)} is not an SPDX expression`,
    hint: nearest
      ? `Did you mean ${nearest}?`
      : 'Write an identifier from https://spdx.org/licenses, for instance Apache-2.0, or several joined by AND or OR.',
  };
}

/** Of alternatives one has to be open, of what holds together everything. */
function isOpen(node: SpdxNode): boolean {
  if ('license' in node) return licenses()[node.license]?.osiApproved === true || allowedBeside.has(node.license);
  const [left, right] = [isOpen(node.left), isOpen(node.right)];
  return node.conjunction === 'or' ? left || right : left && right;
}

function identifiersOf(node: SpdxNode): Extract<SpdxNode, { license: string }>[] {
  return 'license' in node ? [node] : [...identifiersOf(node.left), ...identifiersOf(node.right)];
}
