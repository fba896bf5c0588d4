export function templatesOf(folder: string): Map<string, string>;
export function plainTemplates(what: {
  sources: ReadonlyMap<string, string>;
  names: readonly string[];
  helpers: readonly string[];
}): string;
