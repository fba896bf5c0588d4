/** What an answer must have to be GitHub's, by the end of the route; `[]` is a list. A proxy's JSON has something else. */
const shapes: readonly (readonly [route: RegExp, wanted: readonly string[] | []])[] = [
  [/^(?:GET|POST) \/graphql$/, ['data|errors']],
  [/^GET .*\/(?:forks|pulls|files)$/, []],
  [/^GET \/user$/, ['login']],
  [/^GET \/repos\/\{owner\}\/\{repo\}$/, ['id', 'name', 'full_name', 'owner', 'default_branch']],
  [/^POST .*\/forks$/, ['id', 'name', 'full_name', 'owner', 'default_branch']],
  [/^GET .*\/git\/ref\/\{ref\}$/, ['object']],
  [/^GET .*\/git\/commits\/\{commit_sha\}$/, ['tree']],
  [/^GET .*\/git\/trees\/\{tree_sha\}$/, ['tree']],
  [/^GET .*\/git\/blobs\/\{file_sha\}$/, ['content']],
  [/^GET .*\/compare\/\{basehead\}$/, ['commits', 'merge_base_commit']],
  [/^POST .*\/git\/(?:trees|commits)$/, ['sha']],
  [/^POST .*\/pulls$/, ['number', 'html_url', 'head']],
  [/^GET .*\/pulls\/\{pull_number\}$/, ['number', 'state', 'head']],
];

/** Whether a successful answer to a request, such as `GET /user`, is of the kind that GitHub gives. */
export function hasShape(request: string, data: unknown): boolean {
  const [, wanted] = shapes.find(([route]) => route.test(request)) ?? [];
  if (wanted === undefined) return true;
  if (wanted.length === 0) return Array.isArray(data);
  if (typeof data !== 'object' || data === null) return false;
  const has = (name: string) => (data as Record<string, unknown>)[name] != null;
  return wanted.every((names) => names.split('|').some(has));
}
