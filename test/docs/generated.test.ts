import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';

test('docs/reference is what the code says', () => {
  const { stdout, status } = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});

test('the picture of a run is well-formed, 80 columns wide, and loads nothing', () => {
  const svg = readFileSync(join(packageRoot, 'docs/run.svg'), 'utf8');
  const columns: number[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    expect(['svg', 'title', 'style', 'rect', 'text', 'tspan']).toContain(name);
    const { x, textLength } = attributes as Record<string, string>;
    if (name === 'tspan') columns.push((Number(x) - 16 + Number(textLength)) / 8.4);
  });
  parser.write(svg).close();
  expect(Math.max(...columns)).toBeLessThanOrEqual(80.01);
  expect(svg).not.toMatch(/url\(|@import|href/);
});

test('the picture shows tests of the suite, each once, and no machine', () => {
  const svg = readFileSync(join(packageRoot, 'docs/run.svg'), 'utf8');
  const list = execFileSync(process.execPath, ['bin/vcts.js', 'list', '--json', '--profile', 'core'], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  const known = (JSON.parse(list) as { tests: { id: string }[] }).tests.map(({ id }) => id);
  const shown = [
    ...svg.matchAll(/<text y="\d+"><tspan[^>]*>✔<\/tspan>.*?<tspan[^>]*>([a-z]+(?:-[a-z]+)+)<\/tspan>/g),
  ].map(([, id]) => id);
  expect(shown.length).toBeGreaterThan(30);
  expect(new Set(shown).size).toBe(shown.length);
  expect(shown.filter((id) => !known.includes(id as string))).toEqual([]);
  expect(svg).not.toMatch(/\/tmp\/|\/home\/|\/work\//);
});
