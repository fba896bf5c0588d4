// Writes src/provider/contract/generated from schemas/proto, into another folder than the project's where one is named.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../', import.meta.url));
const output = process.argv[2] ?? root;
await execa('buf', ['generate', '--output', output], { cwd: root, preferLocal: true, stdio: 'inherit' });

// ts-proto's readers stop at the end of a group and take what is no message, an HTML page say, for one that is empty.
const stops = /if \(\(tag & 7\) === 4 \|\| tag === 0\) \{\s*break;\s*\}/g;
const refuses = `if ((tag & 7) === 4 || tag === 0) {
          throw new globalThis.Error("no field begins with the tag " + tag);
        }`;
const folder = join(output, 'src/provider/contract/generated');
for (const file of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts'))) {
  const source = readFileSync(join(folder, file), 'utf8');
  const readers = source.match(/while \(reader\.pos < end\)/g)?.length;
  if (source.match(stops)?.length !== readers) throw new Error(`ts-proto no longer stops there: see ${file}`);
  writeFileSync(join(folder, file), source.replace(stops, refuses));
}
