import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkAnswer,
  checkQuery,
  checkRequest,
  type Operation,
  operationFor,
} from '../../support/github/openapi-check.js';
import { CATALOG, refusal, type Scene, startScene } from './scene.js';

function operation(method: string, path: string): Operation {
  const found = operationFor(method, path);
  if (found === undefined) throw new Error(`no operation ${method} ${path}`);
  return found.operation;
}

const getRef = () => operation('GET', '/repos/o/r/git/ref/heads/main');
const REF = {
  ref: 'refs/heads/main',
  node_id: 'x',
  url: 'http://127.0.0.1/x',
  object: { type: 'commit', sha: 'a'.repeat(40), url: 'http://127.0.0.1/y' },
};

describe('an answer', () => {
  it('as described has no problems', () => {
    expect(checkAnswer(getRef(), 200, REF)).toEqual([]);
  });

  it.each<[string, number, unknown, string]>([
    [
      'that misses a field',
      200,
      { ...REF, object: { type: 'commit', sha: REF.object.sha } },
      "/object must have required property 'url'",
    ],
    ['of a wrong type', 200, { ...REF, node_id: 5 }, '/node_id must be string'],
    [
      'with a field that GitHub has not',
      200,
      { ...REF, branch: 'main' },
      '/ must NOT have additional properties branch',
    ],
    ['with no URL where one must be', 200, { ...REF, url: 'not a url' }, '/url must match format "uri"'],
    ['with a status that is not described', 201, REF, '201 is no answer of git/get-ref'],
    [
      'that fails without a message',
      404,
      { status: '404', documentation_url: 'x' },
      "/ must have required property 'message'",
    ],
  ])('%s is noticed', (_, status, body, problem) => {
    expect(checkAnswer(getRef(), status, body)).toContain(problem);
  });

  it('of a list is checked item by item', () => {
    const list = operation('GET', '/repos/o/r/git/matching-refs/heads');
    expect(checkAnswer(list, 200, [REF, { ...REF, ref: 1 }])).toEqual(['/1/ref must be string']);
  });

  it('with a nested field that GitHub has not is noticed', () => {
    const problems = checkAnswer(getRef(), 200, { ...REF, object: { ...REF.object, size: 1 } });
    expect(problems).toEqual(['/object must NOT have additional properties size']);
  });
});

describe('a request', () => {
  const createRef = () => operation('POST', '/repos/o/r/git/refs');

  it.each<[string, unknown, { refused: string[]; ignored: string[] }]>([
    ['as described', { ref: 'refs/heads/x', sha: 'a' }, { refused: [], ignored: [] }],
    ['that misses a field', { ref: 'refs/heads/x' }, { refused: ["/ must have required property 'sha'"], ignored: [] }],
    ['of a wrong type', { ref: 'refs/heads/x', sha: 5 }, { refused: ['/sha must be string'], ignored: [] }],
    [
      'with a field that GitHub does not know',
      { ref: 'r', sha: 'a', forced: true },
      { refused: [], ignored: ['/ must NOT have additional properties forced'] },
    ],
    ['without a body', undefined, { refused: ['a body is required'], ignored: [] }],
  ])('%s', (_, body, found) => {
    expect(checkRequest(createRef(), body)).toEqual(found);
  });

  it.each([
    ['state=open&per_page=100', []],
    ['state=ajar', ['?state must be equal to one of the allowed values']],
    ['owner=me', ['?owner is no parameter of pulls/list']],
    ['per_page=many', ['?per_page must be integer']],
  ])('?%s', (query, problems) => {
    expect(checkQuery(operation('GET', '/repos/o/r/pulls'), new URLSearchParams(query))).toEqual(problems);
  });
});

describe('the served GitHub', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await startScene();
  });

  afterEach(() => scene.github.close());

  it('collects an answer of its own that is wrong', async () => {
    // A label colour is a string: state that no rule could have made shows that answers are really looked at.
    Object.assign(scene.github.repository('acme/catalog').labels[0] ?? {}, { color: 5 });
    await scene.anonymous.rest.issues.listLabelsForRepo(CATALOG);
    expect(scene.github.violations).toEqual([
      { kind: 'answer', operation: 'issues/list-labels-for-repo 200', problems: ['/0/color must be string'] },
    ]);
  });

  it('refuses a body as GitHub does, and collects it', async () => {
    const octokit = scene.as({ user: 'mia' });
    const wrong = { ...CATALOG, ref: 'refs/heads/x' } as typeof CATALOG & { ref: string; sha: string };
    expect(await refusal(octokit.rest.git.createRef(wrong))).toMatchObject({
      status: 422,
      message: /^Invalid request/,
    });
    expect(scene.github.violations).toMatchObject([{ kind: 'request', operation: 'git/create-ref' }]);
  });

  it.each([
    ['{', 'Problems parsing JSON'],
    ['5', 'Body should be a JSON object'],
  ])('refuses the body %s', async (body, message) => {
    const headers = { authorization: `token ${scene.github.addToken({ user: 'mia' })}` };
    const answer = await fetch(`${scene.github.apiUrl}/repos/acme/catalog/git/refs`, { method: 'POST', body, headers });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ message });
  });
});
