// npm run try: the whole way of one provider on embedded defaults, each step the command that a user would type.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'vrtg-try-'));
const catalog = join(folder, 'catalog-repository');
const work = join(folder, 'my-provider');

function say(text) {
  process.stdout.write(`${text}\n`);
}

function shown(words) {
  return words.map((word) => (/^[\w./:=@,-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}

/** Runs one of the executables as a user would, its output on the terminal. */
async function run(cwd, bin, ...args) {
  say(`\n$ ${shown([bin, ...args])}`);
  const child = spawn(process.execPath, [join(root, 'bin', `${bin}.js`), ...args], { cwd, stdio: 'inherit' });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) {
    say(`\n${bin} ended with exit code ${code}. What was made so far is in ${folder}.`);
    process.exit(code ?? 1);
  }
}

function git(...args) {
  const identity = ['-c', 'user.name=Try', '-c', 'user.email=try@example.com', '-c', 'commit.gpgsign=false'];
  const { status, stdout, stderr } = spawnSync('git', [...identity, '-C', catalog, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr}`);
  return stdout.trim();
}

say(`Everything happens in ${folder}; nothing is contacted.`);
for (const name of ['vsphere', 'libvirt']) {
  cpSync(join(root, 'providers', name), join(catalog, 'providers', name), { recursive: true });
}
git('init', '--quiet', '--initial-branch=main');
git('add', '--all');
git('commit', '--quiet', '--message=A catalog with two providers');
mkdirSync(work, { recursive: true });
for (const file of ['provider.yaml', 'page.md']) {
  writeFileSync(join(work, file), readFileSync(join(root, 'providers', 'mock', file)));
}

say('\n1. The bundled mock provider is described; is the description valid?');
await run(work, 'vrtg-provider', 'validate', 'provider.yaml');

say('\n2. VCTS starts it and tests it.');
await run(work, 'vcts', 'run', '.', '--report', 'report.json', '--report', 'report.md');

say('\n3. The entry is submitted to a catalog in a local git repository.');
await run(work, 'vrtg-provider', 'publish', '--report', 'report.json', '--catalog', catalog, '--yes');

const pullRequest = join(catalog, '.git', 'vrtg-provider', 'pull-requests', 'vrtg-provider--mock.md');
say(`\nThe pull request's text (${pullRequest}):\n`);
say(readFileSync(pullRequest, 'utf8').replace(/^/gm, '  | '));

say('\n4. As after a merge: the page, the index and the badges are rendered from the metadata.');
git('checkout', '--quiet', 'vrtg-provider--mock');
await run(catalog, 'vrtg-provider', 'catalog', 'render');

say(`
Where things are
  the report           ${join(work, 'report.md')} (and .json)
  the branch           ${git('log', '--oneline', '-1', 'vrtg-provider--mock')}
                       ${git('rev-list', '--count', 'main..vrtg-provider--mock')} commit on vrtg-provider--mock in ${catalog}
  the page             ${join(catalog, 'catalog', 'README.md')}
  the badge            ${join(catalog, 'catalog', 'badges', 'mock.svg')}

What to try next
  npx vrtg-provider serve mock --port 9443 --health-port 8080
  npx vcts run --provider-endpoint=localhost:9443 --profile=core       (in another terminal)
  npx vrtg-provider publish --help`);
