import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The bundled mock, under the name that runs this very copy of the tool. */
export const mock = 'vrtg-provider serve mock --port $PORT --health-port $HEALTH_PORT';

export function providerYaml(exec: string | undefined): string {
  return `schemaVersion: 1
name: tiny
displayName: Tiny
description: A provider for a test
repo: https://github.com/acme/tiny
image: ghcr.io/acme/tiny
tag: 2.3.4
capabilities: [core]
maintainer: someone@example.com
license: Apache-2.0
maturity: alpha
${exec === undefined ? '' : `run: { exec: ${JSON.stringify(exec)} }`}
`;
}

/** package.json with these scripts; its packages count as installed. */
export function npmProject(scripts: Record<string, string>): Record<string, string> {
  return { 'package.json': JSON.stringify({ name: 'tiny', private: true, scripts }), 'node_modules/.keep': '' };
}

/** A folder with these files, removed after the test. */
export function projectFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'verify-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
