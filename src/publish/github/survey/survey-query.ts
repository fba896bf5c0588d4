/** What one request asks of GitHub. `HEAD` is the default branch, whatever its name. */
export const surveyQuery = `query Survey(
  $owner: String!, $name: String!, $branch: String!, $branchRef: String!,
  $entryAtTip: String!, $fileAtTip: String!, $reportAtTip: String!,
  $entryOnBranch: String!, $fileOnBranch: String!, $reportOnBranch: String!
) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    ...Named
    url isArchived isFork forkingAllowed viewerPermission
    defaultBranchRef { name target { oid ... on Commit { tree { oid } } } }
    providers: object(expression: "HEAD:providers") { oid }
    entry: object(expression: $entryAtTip) { ...Folder }
    file: object(expression: $fileAtTip) { ...Text }
    report: object(expression: $reportAtTip) { ...Text }
    own: pullRequests(states: OPEN, headRefName: $branch, first: 20) {
      nodes {
        ...Pull
        title body
        headRef { target { oid } }
        headRepository { ...Head }
        commits(first: 100) {
          totalCount
          nodes { commit { oid message author { name email } parents(first: 3) { nodes { oid } } } }
        }
      }
    }
    closed: pullRequests(
      states: [CLOSED, MERGED], headRefName: $branch, first: 20, orderBy: { field: UPDATED_AT, direction: DESC }
    ) { nodes { number url merged baseRefName headRefOid headRepositoryOwner { login } } }
    open: pullRequests(states: OPEN, first: 100) { ...Pulls }
    forks(first: 5, affiliations: [OWNER], ownerAffiliations: [OWNER]) { nodes { ...Head ...OnBranch } }
    ...OnBranch
  }
}
fragment Named on Repository { databaseId name owner { login } }
fragment Head on Repository {
  ...Named
  url isArchived forkingAllowed viewerPermission
  defaultBranchRef { name target { oid } }
}
fragment OnBranch on Repository {
  branch: ref(qualifiedName: $branchRef) { target { oid } }
  branchEntry: object(expression: $entryOnBranch) { ...Folder }
  branchFile: object(expression: $fileOnBranch) { ...Text }
  branchReport: object(expression: $reportOnBranch) { ...Text }
}
fragment Folder on GitObject { ... on Tree { entries { name type oid object { ...Text } } } }
fragment Text on GitObject { ... on Blob { oid text } }
fragment Pulls on PullRequestConnection { pageInfo { hasNextPage endCursor } nodes { ...Pull } }
fragment Pull on PullRequest {
  number url headRefName headRefOid baseRefName
  author { login }
  headRepository { ...Named }
  files(first: 100) { pageInfo { hasNextPage } nodes { path } }
}`;

export interface TextNode {
  oid?: string;
  text?: string | null;
}

export interface FolderNode {
  entries?: { name: string; type: string; oid: string; object: TextNode | null }[] | null;
}

export interface NamedNode {
  databaseId: number;
  name: string;
  owner: { login: string };
}

export interface BranchNodes {
  branch: { target: { oid: string } | null } | null;
  branchEntry: FolderNode | null;
  branchFile: TextNode | null;
  branchReport: TextNode | null;
}

export interface HeadNode extends NamedNode {
  url: string;
  isArchived: boolean;
  forkingAllowed: boolean;
  viewerPermission: string | null;
  defaultBranchRef: { name: string; target: { oid: string } | null } | null;
}

export interface PullNode {
  number: number;
  url: string;
  headRefName: string;
  headRefOid: string;
  baseRefName: string;
  author: { login: string } | null;
  headRepository: NamedNode | null;
  files: { pageInfo: { hasNextPage: boolean }; nodes: { path: string }[] } | null;
}

export interface PullsNode {
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: PullNode[];
}

export interface CommitNode {
  oid: string;
  message: string;
  author: { name: string | null; email: string | null } | null;
  parents: { nodes: { oid: string }[] };
}

export interface OwnPullNode extends Omit<PullNode, 'headRepository'> {
  title: string;
  body: string;
  headRef: { target: { oid: string } | null } | null;
  headRepository: HeadNode | null;
  commits: { totalCount: number; nodes: { commit: CommitNode }[] };
}

export interface SurveyAnswer {
  viewer: { login: string } | null;
  repository:
    | (Omit<HeadNode, 'defaultBranchRef'> &
        BranchNodes & {
          isFork: boolean;
          defaultBranchRef: { name: string; target: { oid: string; tree?: { oid: string } } | null } | null;
          providers: { oid: string } | null;
          entry: FolderNode | null;
          file: TextNode | null;
          report: TextNode | null;
          own: { nodes: OwnPullNode[] };
          closed: {
            nodes: {
              number: number;
              url: string;
              merged: boolean;
              baseRefName: string;
              headRefOid: string;
              headRepositoryOwner: { login: string } | null;
            }[];
          };
          open: PullsNode;
          forks: { nodes: (HeadNode & BranchNodes)[] } | null;
        })
    | null;
}
