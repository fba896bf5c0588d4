// The syntax trees of the sources: what the reference says of error codes is read from the code, not repeated.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** Every TypeScript file below `src/`, by path, with its tree: `{ path, text, program }`. */
export function sourceFiles(root) {
  return readdirSync(join(root, 'src'), { recursive: true })
    .map((name) => join('src', String(name)).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.includes('/generated/'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const { program, errors } = parseSync(path, text);
      if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
      return { path, text, program };
    });
}

/** Calls `visit(node, parents)` for every node, the nearest parent last. */
export function walk(node, visit, parents = []) {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit, parents);
    return;
  }
  if (typeof node?.type !== 'string') return;
  visit(node, parents);
  const inside = [...parents, node];
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'type' && typeof value === 'object') walk(value, visit, inside);
  }
}

/** The value of an object literal's property, undefined where it has none. */
export function property(object, name) {
  return object.properties.find(({ key }) => key?.name === name || key?.value === name)?.value;
}

/** The place of a node, for people: `src/file.ts:12`. */
export function placeOf({ path, text }, node) {
  return `${path}:${text.slice(0, node.start).split('\n').length}`;
}
