/** A regular file of an archive; `path` without a leading slash. */
export interface ArchivedFile {
  path: string;
  content: Buffer;
  executable?: boolean;
}

const block = 512;

/**
 * A POSIX (ustar) archive with every folder its files need. Owner root, time 0: the same files give the same bytes,
 * and so the same digest.
 */
export function tarArchive(files: readonly ArchivedFile[], emptyFolders: readonly string[] = []): Buffer {
  const folders = new Set(emptyFolders);
  for (const { path } of files) {
    for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) folders.add(path.slice(0, end));
  }
  const parts = [...folders].sort().map((path) => header({ path: `${path}/`, size: 0, mode: 0o755, type: '5' }));
  for (const { path, content, executable } of files) {
    parts.push(header({ path, size: content.length, mode: executable ? 0o755 : 0o644, type: '0' }), content);
    parts.push(Buffer.alloc((block - (content.length % block)) % block));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

function header({ path, size, mode, type }: { path: string; size: number; mode: number; type: '0' | '5' }): Buffer {
  const { name, prefix } = split(path);
  const bytes = Buffer.alloc(block);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  bytes.write(name, 0);
  bytes.write(octal(mode, 7) + octal(0, 7) + octal(0, 7) + octal(size, 11) + octal(0, 11), 100);
  bytes.write(`        ${type}`, 148);
  bytes.write('ustar\x0000', 257);
  bytes.write(prefix, 345);
  bytes.write(
    `${octal(
      bytes.reduce((sum, byte) => sum + byte, 0),
      6,
    )} `,
    148,
  );
  return bytes;
}

function split(path: string): { name: string; prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' };
  const at = path.indexOf('/', path.length - 101);
  if (at < 0 || at > 155) throw new Error(`${path} does not fit into a tar header`);
  return { prefix: path.slice(0, at), name: path.slice(at + 1) };
}
