import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nearestCatalog } from '../catalog/catalog-root.js';
import { BaseCommand } from '../cli/base-command.js';
import { type CompletableCommand, candidates, type ValueSource } from '../cli/completion/candidates.js';
import { maturities } from '../provider/metadata/metadata-types.js';
import { providersFolder } from '../provider/metadata/provider-files.js';
import { profileNames } from '../provider/profiles.js';

const byFlag: Record<string, readonly string[]> = {
  profile: [...profileNames, 'all'],
  profiles: profileNames,
  capability: profileNames,
  verdict: ['pass', 'partial', 'fail', 'pending', 'stale'],
  maturity: maturities,
};

/** Arguments that name a provider of the catalog around, by command. */
const providerArguments = ['conformance:run', 'catalog:show'];

export default class Complete extends BaseCommand {
  static override hidden = true;
  static override strict = false;
  static override summary = 'Print what may stand for the last of the words (the completion scripts call it)';
  static override examples = ['<%= config.bin %> <%= command.id %> -- conformance run --profile s'];

  async run(): Promise<string[]> {
    const { argv } = await this.parse(Complete);
    const { cwd } = this.runContext({ quiet: true });
    const typed = argv as string[];
    const words = this.config.bin === 'vcts' ? ['conformance', ...typed] : typed;
    const commands = this.config.commands as unknown as CompletableCommand[];
    const found = await candidates({ words, commands, values: valuesAt(cwd) });
    return this.answer(found, { text: found.join('\n'), isData: true });
  }
}

function valuesAt(cwd: string): ValueSource {
  return async ({ command, flag, argument }) => {
    if (flag === 'focus' || flag === 'skip') {
      const { listTests } = await import('../conformance/suite/list-tests.js');
      return listTests(profileNames).tests.map(({ id }) => id);
    }
    if (flag !== undefined) return byFlag[flag];
    if (argument === 'name' && command === 'serve') return ['mock'];
    return providerArguments.includes(command) && argument === 'name' ? providersAround(cwd) : undefined;
  };
}

function providersAround(cwd: string): string[] {
  const root = nearestCatalog(cwd);
  const found = root === undefined ? [] : readdirSync(join(root, providersFolder), { withFileTypes: true });
  const names = found.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return [...new Set([...names, 'mock'])].sort();
}
