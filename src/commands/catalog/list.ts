import { Flags } from '@oclif/core';
import type { ListResult } from '../../catalog/list/list-catalog.js';
import { BaseCommand } from '../../cli/base-command.js';
import { rootFlag } from '../../cli/catalog-flags.js';
import { paint } from '../../cli/colors.js';
import { columnsOf } from '../../cli/say.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { hasErrors } from '../../provider/metadata/finding.js';

const words = (description: string) =>
  Flags.string({ description, helpValue: 'WORD[,WORD]', multiple: true, delimiter: ',' });

export default class List extends BaseCommand {
  static override summary = 'Find providers of a catalog';
  static override description =
    `Lists the providers of providers/ with the verdict of their recorded evidence, in the catalog's order. Several filters must all hold. A version filter takes a SemVer version or range, and finds the providers that state support for at least one version of it; what a provider does not state is not assumed. On a terminal that is too narrow for the table each provider gets a paragraph. With --json each provider is what catalog/index.json says of it.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --capability snapshot,clone --verdict pass',
    '<%= config.bin %> <%= command.id %> --platform linux/arm64 --kubernetes 1.28',
    '<%= config.bin %> <%= command.id %> --virtrigaud ">=0.1 <0.3" --tag kvm --json',
  ];

  static override flags = {
    root: rootFlag(),
    capability: words('capability profiles that it declares, all of them'),
    verdict: words('pass, partial, fail, pending or stale; one of them'),
    maturity: words('alpha, beta, stable or deprecated; one of them'),
    platform: words('platforms of its image, all of them; for instance linux/arm64'),
    tag: words('words that it is tagged with, all of them'),
    kubernetes: Flags.string({ description: 'a version or range of Kubernetes that it supports', helpValue: 'RANGE' }),
    virtrigaud: Flags.string({ description: 'a version or range of VirtRigaud that it supports', helpValue: 'RANGE' }),
    'show-claims': Flags.boolean({ description: 'with --json: also what was imported as a claim', default: false }),
  };

  async run(): Promise<ListResult> {
    const { flags } = await this.parse(List);
    const { cwd } = this.runContext(flags);
    const [{ listCatalog }, { listFilter }, { catalogRoot }, { listText, listRemarks }] = await Promise.all([
      import('../../catalog/list/list-catalog.js'),
      import('../../catalog/list/list-filter.js'),
      import('../../catalog/catalog-root.js'),
      import('../../catalog/list/list-text.js'),
    ]);
    const filter = listFilter(flags);
    const root = catalogRoot({ named: flags.root, cwd });
    const result = await listCatalog({ root, filter, showClaims: flags['show-claims'] });
    return this.answer(result, {
      text: listText(result, { columns: columnsOf(process.stdout), color: paint(process.stdout) }),
      remark: listRemarks(result).join('\n'),
      exitCode: hasErrors(result.findings) ? exitCodes.no : exitCodes.ok,
    });
  }
}
