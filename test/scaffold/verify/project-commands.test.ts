import { expect, test } from 'vitest';
import { projectCommands } from '../../../src/scaffold/verify/project-commands.js';
import { npmProject, projectFolder } from './project-fixture.js';

const makefile = '.PHONY: build\nbuild: deps ## builds\n\tgo build\nCFLAGS := -O2\ntest check:\n\tgo test\nname:=x\n';

test.each([
  ['nothing', {}, {}],
  ['a Makefile', { Makefile: makefile }, { build: 'make build', test: 'make test' }],
  ['a Makefile without a target', { Makefile: 'all:\n\ttrue\nbuild := x\n' }, {}],
  ['the Makefile that make takes', { makefile: 'build:\n\ttrue\n', Makefile: makefile }, { build: 'make build' }],
  ['Go', { 'go.mod': 'module x\n' }, { build: 'go build ./...', test: 'go test ./...' }],
  [
    'Go with a Makefile that only builds',
    { 'go.mod': 'module x\n', Makefile: 'build:\n\tgo build\n' },
    { build: 'make build', test: 'go test ./...' },
  ],
  [
    'Go with a package.json for a tool',
    { 'go.mod': 'module x\n', 'package.json': '{"scripts":{"build":"x","test":"y"}}' },
    { build: 'go build ./...', test: 'go test ./...' },
  ],
  ['npm', npmProject({ build: 'tsc', test: 'x' }), { build: 'npm run build', test: 'npm run test' }],
  ['npm without tests', npmProject({ build: 'tsc' }), { build: 'npm run build' }],
  ['npm without scripts', { 'package.json': '{}' }, {}],
  [
    'npm, not installed',
    { 'package.json': '{"scripts":{"build":"tsc"}}' },
    { install: 'npm install', build: 'npm run build' },
  ],
  [
    'npm, locked and not installed',
    { 'package.json': '{"scripts":{"build":"tsc"}}', 'package-lock.json': '{}' },
    { install: 'npm ci', build: 'npm run build' },
  ],
  [
    'a package.json that is none',
    { 'package.json': '{', 'node_modules/.keep': '' },
    { build: 'npm run build', test: 'npm run test' },
  ],
])('reads the commands of %s', (_what, files: Record<string, string>, expected) => {
  const found = Object.entries(projectCommands(projectFolder(files)));
  expect(Object.fromEntries(found.map(([name, words]) => [name, words.join(' ')]))).toEqual(expected);
});
