/** A person in a commit, with the time of what they did (ISO 8601). */
export interface Signature {
  name: string;
  email: string;
  date: string;
}

export interface CommitFacts {
  sha: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  signature: string | undefined;
  message: string;
}

/** The raw text of a commit object, as git stores it. */
export function commitText(commit: Omit<CommitFacts, 'sha'>): string {
  const header = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${person(commit.author)}`,
    `committer ${person(commit.committer)}`,
  ];
  if (commit.signature !== undefined) header.push(`gpgsig ${commit.signature.trimEnd().replaceAll('\n', '\n ')}`);
  return `${header.join('\n')}\n\n${commit.message}`;
}

function person({ name, email, date }: Signature): string {
  const clean = (text: string) => text.replaceAll(/[<>\n]/g, '').trim();
  return `${clean(name)} <${clean(email)}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
}

export function parseCommit(sha: string, content: Buffer): CommitFacts {
  const text = content.toString('utf8');
  const split = text.indexOf('\n\n');
  const header = text.slice(0, split).replaceAll('\n ', '\u0000').split('\n');
  const values = (key: string) =>
    header
      .filter((line) => line.startsWith(`${key} `))
      .map((line) => line.slice(key.length + 1).replaceAll('\0', '\n'));
  return {
    sha,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: parsePerson(values('author')[0] ?? ''),
    committer: parsePerson(values('committer')[0] ?? ''),
    signature: values('gpgsig')[0],
    message: text.slice(split + 2),
  };
}

function parsePerson(text: string): Signature {
  const match = /^(.*?) ?<(.*)> (\d+) [+-]\d{4}$/.exec(text);
  const seconds = Number(match?.[3] ?? 0);
  return { name: match?.[1] ?? '', email: match?.[2] ?? '', date: isoSeconds(seconds * 1000) };
}

/** GitHub's times have no fraction. */
export function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
