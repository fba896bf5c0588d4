// Turns Handlebars templates into plain JavaScript: a page of ten thousand rows is filled several times faster than by
// Handlebars' own code, which asks at every place what kind of thing stands there. Only what the catalog page uses is
// known here, and everything else fails the build; test/catalog/plain-templates.test.ts holds both to the same text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';

const ending = '.hbs';

/** The templates of a folder: name to source. */
export function templatesOf(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith(ending));
  return new Map(files.map((name) => [name.slice(0, -ending.length), readFileSync(join(folder, name), 'utf8')]));
}

/**
 * A JavaScript module with `fills`: name to `(view, helpers) => string`. `sources` are all templates by name, which are
 * each other's partials; `names` those that are asked for; `helpers` the names of the functions of one text.
 */
export function plainTemplates({ sources, names, helpers }) {
  const fills = names.map((name) => {
    const body = program(Handlebars.parse(sourceOf(sources, name)), { sources, helpers, scope: 'view', depth: 0 });
    return `${JSON.stringify(name)}: (view, helpers) => { let out = ''; ${body} return out; }`;
  });
  return `const shown = (value) => value == null ? '' : value;
const holds = (value) => Array.isArray(value) ? value.length > 0 : Boolean(value);
export const fills = { ${fills.join(',\n')} };`;
}

function sourceOf(sources, name) {
  const source = sources.get(name);
  if (source === undefined) throw new Error(`there is no template ${name}`);
  return source;
}

function program({ body, blockParams }, context) {
  if (blockParams) throw new Error('parameters of blocks are not known here');
  return body.map((node) => statement(node, context)).join(' ');
}

function statement(node, context) {
  switch (node.type) {
    case 'ContentStatement':
      return node.value === '' ? '' : `out += ${JSON.stringify(node.value)};`;
    case 'MustacheStatement':
      return `out += ${mustache(node, context)};`;
    case 'BlockStatement':
      return block(node, context);
    case 'PartialStatement':
      return partial(node, context);
    default:
      throw new Error(`${node.type} is not known here`);
  }
}

function mustache({ path, params, hash }, context) {
  if (hash) throw new Error('named parameters are not known here');
  if (!context.helpers.includes(path.original)) {
    if (params.length > 0) throw new Error(`there is no helper ${path.original}`);
    return `shown(${value(path, context)})`;
  }
  if (params.length !== 1) throw new Error(`${path.original} takes one parameter`);
  return `helpers.${path.original}(${value(params[0], context)})`;
}

function block({ path, params, hash, program: inner, inverse }, context) {
  if (hash || params.length !== 1) throw new Error(`{{#${path.original}}} takes one parameter`);
  const over = value(params[0], context);
  if (path.original === 'if') {
    const otherwise = inverse ? ` else { ${program(inverse, context)} }` : '';
    return `if (holds(${over})) { ${program(inner, context)} }${otherwise}`;
  }
  if (path.original !== 'each' || inverse) throw new Error(`{{#${path.original}}} is not known here`);
  const depth = context.depth + 1;
  const scope = `item${depth}`;
  return `for (const ${scope} of ${over} ?? []) { ${program(inner, { ...context, scope, depth })} }`;
}

function partial({ name, params, hash, indent }, context) {
  if (hash || params.length > 0 || indent) throw new Error(`{{> ${name.original}}}: only the name is known here`);
  return program(Handlebars.parse(sourceOf(context.sources, name.original)), context);
}

function value(node, { scope }) {
  if (node.type === 'StringLiteral') return JSON.stringify(node.value);
  if (node.type !== 'PathExpression' || node.depth > 0 || node.data)
    throw new Error(`${node.original} is not known here`);
  return [scope, ...node.parts.map((part) => `[${JSON.stringify(part)}]`)].join('?.');
}
