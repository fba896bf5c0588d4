// Adds to package-lock.json the optional packages of other platforms that the registry in use does not serve: npm leaves
// them out when it writes the file, and `npm ci` then refuses it. Run it after every `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32'];
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'arm'];

/** What a package for one platform says in its manifest, told from its name. */
function platformOf(name) {
  const os = systems.find((system) => name.includes(`-${system}`) || name.includes(`/${system}`));
  const words = name.split(/[/-]/);
  const cpu = processors.find((processor) => words.some((word) => word === processor || word === `${processor}v7`));
  if (!os || !cpu) return undefined;
  const libc = os !== 'linux' ? undefined : name.includes('musl') ? 'musl' : 'glibc';
  return { os: [os], cpu: [cpu], ...(libc && /musl|gnu/.test(name) && { libc: [libc] }) };
}

let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const hoisted = `node_modules/${name}`;
    if (lock.packages[hoisted] || lock.packages[`${path}/${hoisted}`]) continue;
    const platform = platformOf(name);
    if (!platform || !/^\d/.test(version))
      throw new Error(`${name}@${version}: its platform cannot be told from its name`);
    lock.packages[hoisted] = { version, ...(entry.dev && { dev: true }), optional: true, ...platform };
    added += 1;
  }
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
process.stdout.write(`${added} optional packages of other platforms added\n`);
