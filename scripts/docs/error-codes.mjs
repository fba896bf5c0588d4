// Every failure that the program can end with: its code, exit code and words, from the places that throw it.
import { posix } from 'node:path';
import { placeOf, property, sourceFiles, walk } from './source-tree.mjs';

const usualExit = { UserError: 'usage', RemoteError: 'remote' };
const failureClass = /^(?:UserError|RemoteError|EnvironmentError)$/;

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** `[{ code, exits, message, place }]` by code; throws where a failure's code or exit code cannot be read. */
export function errorCodes(root, exitCodes) {
  const files = sourceFiles(root);
  const found = files.flatMap((file) => [...thrownHere(file), ...byFactory(file, files)]);
  const all = [...found, ...refusalsOfGitHub(files), ...ofTheEdge(files)].map((failure) => ({
    ...failure,
    exits: [failure.exit].flat().map((name) => exitCodes[name]),
  }));
  const unread = all.find(({ exits }) => exits.some((exit) => exit === undefined));
  if (unread) throw new Error(`${unread.place}: the exit code of ${unread.code} cannot be read`);
  return all.sort((a, b) => compare(a.code, b.code) || compare(a.place, b.place));
}

function thrownHere(file) {
  const found = [];
  walk(file.program, (node, parents) => {
    if (node.type !== 'NewExpression' || !failureClass.test(node.callee.name ?? '')) return;
    const facts = literalOf(node.arguments[0], parents);
    if (!facts) {
      if (parameterOfFactory(parents)) return;
      throw new Error(`${placeOf(file, node)}: the failure's facts are no object literal`);
    }
    const code = property(facts, 'code');
    if (!code) throw new Error(`${placeOf(file, node)}: the failure has no code`);
    if (code.type === 'Identifier' && parameterOfFactory(parents)) return;
    const exit = exitOf(property(facts, 'exitCode')) ?? usualExit[node.callee.name];
    const codes = textsOf(code, file);
    // A choice of codes with a choice of exit codes is one choice.
    const exits = Array.isArray(exit) && codes.length === exit.length ? exit : codes.map(() => exit);
    const message = wordsOf(property(facts, 'message'), parents);
    codes.forEach((text, index) => {
      found.push({ code: text, exit: exits[index], message, place: placeOf(file, node) });
    });
  });
  return found;
}

/** `conflict('DOWNGRADE', message, ...)`: a function that takes the code, and makes the failure. */
function byFactory(file, files) {
  const found = [];
  walk(file.program, (node, parents) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return;
    const factory = factories(files).get(`${definedIn(file, node.callee.name)}#${node.callee.name}`);
    const [code] = factory ? [node.arguments[factory.code]] : [];
    if (!code || code.type === 'Identifier') return;
    for (const text of textsOf(code, file)) {
      const message = wordsOf(node.arguments[factory.message], parents);
      found.push({ code: text, exit: factory.exit, message, place: placeOf(file, node) });
    }
  });
  return found;
}

const known = new WeakMap();

function factories(files) {
  const cached = known.get(files);
  if (cached) return cached;
  const made = new Map();
  for (const { path, program } of files) {
    walk(program, (node, parents) => {
      if (node.type !== 'NewExpression' || !failureClass.test(node.callee.name ?? '')) return;
      const factory = parameterOfFactory(parents);
      const facts = literalOf(node.arguments[0], parents);
      if (!factory?.id || !facts) return;
      const names = factory.params.map(({ name, left }) => name ?? left?.name);
      const exit = exitOf(property(facts, 'exitCode')) ?? usualExit[node.callee.name];
      made.set(`${path}#${factory.id.name}`, { code: names.indexOf('code'), message: names.indexOf('message'), exit });
    });
  }
  known.set(files, made);
  return made;
}

/** The file that a name comes from: the one that it is imported from, else this one. */
function definedIn({ path, program }, name) {
  const from = program.body.find(
    ({ type, specifiers }) => type === 'ImportDeclaration' && specifiers.some(({ local }) => local.name === name),
  );
  return from ? posix.join(posix.dirname(path), from.source.value.replace(/\.js$/, '.ts')) : path;
}

function parameterOfFactory(parents) {
  return parents.findLast(
    ({ type, params }) =>
      (type === 'FunctionDeclaration' || type === 'ArrowFunctionExpression') &&
      params.some(({ name }) => name === 'code'),
  );
}

/** `GITHUB_...`: one code for each kind of refusal, with the exit code that the table there gives it. */
function refusalsOfGitHub(files) {
  const file = files.find(({ path }) => path === 'src/publish/github/github-failure.ts');
  const exits = objectNamed(file, 'exits');
  return exits.properties.map(({ key, value }) => {
    const kind = key.name ?? key.value;
    const code = `GITHUB_${kind.toUpperCase().replaceAll('-', '_')}`;
    return {
      code,
      exit: exitOf(value),
      message: 'What GitHub said, and what to do about it',
      place: placeOf(file, key),
    };
  });
}

/** What the edge makes of a wrong command line, of a bug and of a signal. */
function ofTheEdge(files) {
  const words = { USAGE: 'What is wrong with the command line', BUG: 'The stack, and where to report it' };
  const file = files.find(({ path }) => path === 'src/cli/failure-report.ts');
  const found = [];
  walk(file.program, (node) => {
    const code = node.type === 'ObjectExpression' ? property(node, 'code') : undefined;
    if (code?.type !== 'Literal') return;
    const exit = exitOf(property(node, 'exitCode'));
    found.push({ code: code.value, exit, message: words[code.value], place: placeOf(file, node) });
  });
  const interrupted = { code: 'INTERRUPTED', message: 'Interrupted or Terminated', place: 'src/foundation/errors.ts' };
  return [...found, { ...interrupted, exit: 'interrupted' }, { ...interrupted, exit: 'terminated' }];
}

function literalOf(node, parents) {
  const facts = node?.type === 'Identifier' ? declarationOf(node.name, parents) : node;
  return facts?.type === 'ObjectExpression' ? facts : undefined;
}

/** What a constant of the blocks around a node is set to. */
function declarationOf(name, parents) {
  const statements = parents.filter(({ type }) => type === 'BlockStatement' || type === 'FunctionBody');
  const declared = statements
    .flatMap(({ body }) => body)
    .flatMap(({ declarations }) => declarations ?? [])
    .findLast(({ id }) => id.name === name);
  return declared?.init ?? undefined;
}

/** The strings that an expression can be: a literal, a choice, or an entry of a table in the same file. */
function textsOf(node, file) {
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value];
  if (node.type === 'ConditionalExpression')
    return [...textsOf(node.consequent, file), ...textsOf(node.alternate, file)];
  if (node.type === 'MemberExpression' && node.computed && node.object.type === 'Identifier') {
    const table = objectNamed(file, node.object.name);
    return [...new Set(table.properties.flatMap(({ value }) => textsOf(value, file)))];
  }
  // The code of another failure, which is handed on.
  if (node.type === 'MemberExpression' && node.property.name === 'code') return [];
  throw new Error(`${placeOf(file, node)}: the failure's code cannot be read`);
}

function objectNamed(file, name) {
  let found;
  walk(file.program, (node) => {
    if (node.type === 'VariableDeclarator' && node.id.name === name) found = node.init?.expression ?? node.init;
  });
  if (found?.type !== 'ObjectExpression') throw new Error(`${file.path}: ${name} is no table`);
  return found;
}

function exitOf(node) {
  if (!node) return undefined;
  if (node.type === 'MemberExpression' && node.object.name === 'exitCodes') return node.property.name;
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].map(exitOf);
  return undefined;
}

/** A message as it is written, with ... where a fact goes; empty where it is put together elsewhere. */
function wordsOf(node, parents) {
  const words = (inner) => wordsOf(inner, parents);
  if (node?.type === 'Literal') return firstLine(String(node.value));
  if (node?.type === 'TemplateLiteral') return firstLine(node.quasis.map(({ value }) => value.cooked).join('…'));
  if (node?.type === 'ConditionalExpression') return words(node.consequent) || words(node.alternate);
  if (node?.type === 'CallExpression' && node.callee.object?.type === 'ArrayExpression')
    return words(node.callee.object.elements[0]);
  if (node?.type === 'Identifier') return words(declarationOf(node.name, parents));
  return '';
}

function firstLine(text) {
  return text.split('\n')[0].replace(/:$/, '');
}
