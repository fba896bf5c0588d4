import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../foundation/package-info.js';
import type { Language } from '../scaffold-facts.js';
import type { TemplateFile } from './template-file.js';

const manifestName = 'scaffold.json';
const handlebarsEnding = '.hbs';

interface Manifest {
  only?: Record<string, string>;
  executable?: string[];
  fromPackage?: Record<string, string>;
}

/** The files of `common/` and of the language, sorted by path. */
export function readTemplate(
  language: Language,
  root: string = join(packageRoot, 'templates', 'scaffolds'),
): TemplateFile[] {
  const files = ['common', language].flatMap((folder) => readFolder(join(root, folder)));
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function readFolder(folder: string): TemplateFile[] {
  const paths = filesBelow(folder);
  const manifest: Manifest = paths.includes(manifestName)
    ? (JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as Manifest)
    : {};
  const sources = [
    ...paths.filter((path) => path !== manifestName).map((path) => ({ path, file: join(folder, path) })),
    ...Object.entries(manifest.fromPackage ?? {}).map(([path, from]) => ({ path, file: join(packageRoot, from) })),
  ];
  const files = sources.map(({ path, file }) => templateFile(path, { text: readFileSync(file, 'utf8'), manifest }));
  const known = new Set(files.map(({ path }) => path));
  const lost = [...Object.keys(manifest.only ?? {}), ...(manifest.executable ?? [])].filter((path) => !known.has(path));
  if (lost.length > 0) throw new Error(`${join(folder, manifestName)} names ${lost.join(', ')}, which is not there`);
  return files;
}

function templateFile(source: string, { text, manifest }: { text: string; manifest: Manifest }): TemplateFile {
  const isHandlebars = source.endsWith(handlebarsEnding);
  const path = (isHandlebars ? source.slice(0, -handlebarsEnding.length) : source).replace(/(^|\/)_/g, '$1.');
  const only = manifest.only?.[path];
  return {
    path,
    text,
    isHandlebars,
    executable: manifest.executable?.includes(path) === true,
    ...(only !== undefined && { only }),
  };
}

/** Folders in which tools keep what they made, should somebody have worked in a template. */
const leftByTools = new Set(['node_modules', 'bin', 'dist', '.cache']);

function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return leftByTools.has(entry.name) ? [] : filesBelow(folder, path);
  });
}
