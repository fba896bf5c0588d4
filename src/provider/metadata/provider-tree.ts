import { basename } from 'node:path';
import { countedProgress } from '../../foundation/counted-progress.js';
import type { Progress } from '../../foundation/progress.js';
import { type Finding, sortFindings } from './finding.js';
import type { ProviderMetadata } from './metadata-types.js';
import { candidatesBelow, meantAsProvider, type ProviderFile, providersBelow } from './provider-files.js';
import { readProvider, type ShowPath } from './read-provider.js';
import { namesOf, TreeRules } from './rules/tree-rules.js';

export interface TreeProvider {
  name: string;
  directory: string;
  metadata: ProviderMetadata;
  /** The text of page.md, '' where there is none. */
  page: string;
}

interface TreeOptions {
  show: ShowPath;
  progress?: Progress | undefined;
}

/** Reads every `<root>/providers/<name>/` with all rules; nothing of a provider is kept here but what rules compare. */
export class ProviderTree {
  private readonly found: Finding[] = [];
  private readonly rules: TreeRules;
  private readonly files: readonly ProviderFile[];

  /** `show` makes a path what findings name. */
  constructor(
    private readonly root: string,
    private readonly options: TreeOptions,
  ) {
    this.rules = new TreeRules(options.show);
    this.files = candidatesBelow(root);
  }

  /** How many providers there are at most. */
  get size(): number {
    return this.files.length;
  }

  /** Sorted by name; those without errors of their own. To be asked once. */
  *providers(): Generator<TreeProvider> {
    const { show, progress } = this.options;
    const count = progress && countedProgress(progress, { what: 'Providers read', total: this.size });
    for (const file of this.files) {
      const { metadata, page, findings: own } = readProvider(file, show);
      count?.();
      if (!meantAsProvider(file, own)) continue;
      for (const finding of own) this.found.push(finding);
      if (!metadata) continue;
      this.found.push(...this.rules.add(file, metadata));
      const { directory } = file;
      if (metadata.name === basename(directory)) yield { name: metadata.name, directory, metadata, page };
    }
    this.found.push(...this.rules.finish(() => namesOf(providersBelow(this.root))));
  }

  /** Of every file and between the files, sorted; complete after the last provider. */
  findings(): Finding[] {
    return sortFindings(this.found);
  }
}
