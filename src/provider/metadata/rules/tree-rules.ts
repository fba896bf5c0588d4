import { basename } from 'node:path';
import type { YamlPath } from '../../../foundation/yaml/parse-yaml.js';
import type { Finding } from '../finding.js';
import { locateInFile, makeFinding } from '../load-metadata.js';
import type { ProviderMetadata } from '../metadata-types.js';
import type { ProviderFile } from '../provider-files.js';
import type { ShowPath } from '../read-provider.js';

interface Place {
  file: string;
  shown: string;
}

/** What holds between the providers of one catalog. Fed one provider after the other, so that none has to be kept. */
export class TreeRules {
  private readonly names = new Map<string, ProviderFile>();
  private readonly images = new Map<string, ProviderFile>();
  private readonly replacements: { provider: ProviderFile; replacedBy: string }[] = [];
  private readonly show: ShowPath;

  constructor(show: ShowPath) {
    this.show = show;
  }

  /** What is wrong between this provider and those before it. */
  add(provider: ProviderFile, metadata: ProviderMetadata): Finding[] {
    const { replacedBy } = metadata;
    const [name, image] = [detached(metadata.name), detached(metadata.image)];
    if (replacedBy !== undefined) this.replacements.push({ provider, replacedBy: detached(replacedBy) });
    const findings: Finding[] = [];
    const namesake = this.names.get(name);
    // Inside a catalog two equal names are at least one that is not its directory's, which is said already.
    if (namesake && provider.root === undefined)
      findings.push(sameName(this.place(provider), this.place(namesake), name));
    this.names.set(name, namesake ?? provider);
    const other = this.images.get(image);
    if (other && !namesake) findings.push(sameImage(this.place(provider), this.place(other), image));
    this.images.set(image, other ?? provider);
    return findings;
  }

  /** To be asked after the last provider. `namesOfCatalog` is asked for only where it matters; undefined outside of a catalog. */
  finish(namesOfCatalog: () => ReadonlySet<string> | undefined): Finding[] {
    if (this.replacements.length === 0) return [];
    const known = namesOfCatalog();
    return this.replacements.flatMap(({ provider, replacedBy }) => {
      if (known?.has(replacedBy)) return [];
      const place = this.place(provider);
      return [known ? unknownReplacement(place, replacedBy) : uncheckedReplacement(place, replacedBy)];
    });
  }

  private place({ file }: ProviderFile): Place {
    return { file, shown: this.show(file) };
  }
}

/** A copy that does not keep the file's whole text in memory, as a part of a string does. */
function detached(ascii: string): string {
  return Buffer.from(ascii, 'latin1').toString('latin1');
}

export function namesOf(providers: readonly ProviderFile[]): Set<string> {
  return new Set(providers.map(({ directory }) => basename(directory)));
}

function at({ file, shown }: Place, path: YamlPath) {
  return { file: shown, ...locateInFile(file, path, 'value') };
}

function sameName(place: Place, other: Place, name: string): Finding {
  return makeFinding({
    ...at(place, ['name']),
    code: 'duplicate-name',
    severity: 'error',
    message: `the name ${name} is taken by ${other.shown}`,
    hint: 'Choose a name that no other provider has.',
  });
}

function sameImage(place: Place, other: Place, image: string): Finding {
  return makeFinding({
    ...at(place, ['image']),
    code: 'duplicate-image',
    severity: 'error',
    message: `the image ${image} belongs to ${other.shown} already`,
    hint: 'Each provider has an image of its own; describe an image once.',
  });
}

function unknownReplacement(place: Place, replacedBy: string): Finding {
  return makeFinding({
    ...at(place, ['replacedBy']),
    code: 'unknown-replacement',
    severity: 'error',
    message: `replacedBy names ${replacedBy}, which this catalog does not have`,
    hint: 'Name a provider of this catalog.',
  });
}

function uncheckedReplacement(place: Place, replacedBy: string): Finding {
  return makeFinding({
    ...at(place, ['replacedBy']),
    code: 'unchecked-replacement',
    severity: 'warning',
    message: `replacedBy names ${replacedBy}; whether it exists can be checked only inside a catalog`,
    hint: 'Make sure that the catalog has it.',
  });
}
