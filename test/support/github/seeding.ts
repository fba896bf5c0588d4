/** A `git fast-import` stream of one commit with so many providers in the directory layout. */
export function catalogStream(wanted: {
  count: number;
  branch: string;
  extra: Record<string, string | Buffer>;
}): Buffer {
  const parts: Buffer[] = [];
  const data = (content: string | Buffer) => {
    const bytes = Buffer.from(content as string);
    parts.push(Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n'));
  };
  const line = (text: string) => parts.push(Buffer.from(`${text}\n`));
  line(`commit refs/heads/${wanted.branch}`);
  line('committer Catalog <catalog@example.com> 1767225600 +0000');
  data(`Seed ${wanted.count} providers\n`);
  const file = (path: string, content: string | Buffer) => {
    line(`M 100644 inline ${path}`);
    data(content);
  };
  for (const [path, content] of Object.entries(wanted.extra)) file(path, content);
  for (let at = 0; at < wanted.count; at += 1) {
    const name = `seed-${String(at).padStart(6, '0')}`;
    file(`providers/${name}/provider.yaml`, providerYaml(name));
    file(`providers/${name}/page.md`, `The provider ${name} is here to fill the catalog.\n`);
  }
  return Buffer.concat(parts);
}

function providerYaml(name: string): string {
  return `schemaVersion: 1
name: ${name}
displayName: Provider ${name}
description: Fills the catalog
repo: https://github.com/example/${name}
image: ghcr.io/example/${name}
tag: 1.0.0
capabilities: [core]
maintainer: ${name}@example.com
license: Apache-2.0
maturity: alpha
tags: [seed]
documentation: https://example.com/${name}/
compatibility:
  kubernetes: 1.25+
  virtrigaud: 0.1.0+
  platforms: [linux/amd64]
`;
}
