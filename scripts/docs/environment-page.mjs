// docs/reference/environment.md: the names from the code, their meaning from here.
import { codeCell, page, table } from './markdown.mjs';
import { walk } from './source-tree.mjs';

const read = {
  GH_TOKEN: 'token for github.com; the first that is set wins',
  GITHUB_TOKEN: 'the same, after `GH_TOKEN`; then `gh auth token` is asked',
  GH_ENTERPRISE_TOKEN: 'token for every other host',
  GITHUB_ENTERPRISE_TOKEN: 'the same, after `GH_ENTERPRISE_TOKEN`',
  VRTG_CATALOG: "the catalog's repository, where `--catalog` does not name it",
  GITHUB_SERVER_URL: 'in GitHub Actions: the host that the job belongs to',
  GITHUB_API_URL: 'in GitHub Actions: where the API of that host is',
  GITHUB_STEP_SUMMARY: 'in GitHub Actions: `catalog review` adds its summary to this file',
  CI: 'where it is set, progress is plain lines',
  NO_COLOR: 'where it is set, no colours',
  FORCE_COLOR: 'colours where the output is no terminal; `0` does nothing',
  TERM: '`dumb` means no colours',
  LOG_LEVEL: '`serve`: error, warn, info or debug',
  REGISTRY_AUTH_FILE: 'file with the credentials of registries, read before all others',
  DOCKER_CONFIG: "folder of Docker's `config.json`; `~/.docker` without it",
  XDG_RUNTIME_DIR: 'where podman keeps its `containers/auth.json`',
  XDG_CONFIG_HOME: 'the same, after `XDG_RUNTIME_DIR`; `~/.config` without it',
  XDG_STATE_HOME: 'where runs keep their journals for `vcts sweep`; `~/.local/state` without it',
  XDG_CACHE_HOME: 'where the compiled program is kept so that it starts quickly; `~/.cache` without it',
  LOCALAPPDATA: 'the same on Windows',
  HOME: 'where all of these are below',
  USERPROFILE: 'the same on Windows',
  PATH: 'where programs are looked for; a container engine gets `/usr/sbin` and `/sbin` as well',
  NODE_DISABLE_COMPILE_CACHE: 'where it is set, no compiled program is kept',
  NODE_USE_ENV_PROXY: '`1` makes Node.js 24 and later use `HTTPS_PROXY` and `HTTP_PROXY`',
  NODE_TLS_REJECT_UNAUTHORIZED: '`0` is refused where a token would be sent',
};

const given = {
  PORT: 'free port for the gRPC server of `--exec` and `run.exec`; also expanded in the command, as `$PORT`',
  HEALTH_PORT: 'the same for the health and metrics server',
  'SIDECAR_<NAME>_HOST': 'where the provider finds a sidecar; also expanded in `run.exec` and `run.env`',
  'SIDECAR_<NAME>_PORT': 'the first port of that sidecar',
  'SIDECAR_<NAME>_PORT_<NUMBER>': 'what stands for the port of that number',
};

const own = {
  NODE_EXTRA_CA_CERTS: 'a file with further authorities, for registries and GitHub Enterprise hosts',
  KUBECONFIG: 'the configuration that `--kube-provider` uses; `~/.kube/config` without it',
};

export function environmentPage(files) {
  assertComplete(files);
  const rows = (meanings) => Object.entries(meanings).map(([name, meaning]) => [codeCell(name), meaning]);
  return page('Environment variables', [
    '## Read',
    'No token is taken from a flag, and none goes to a host that it is not for.',
    table(['variable', 'means'], rows(read)),
    'Node.js and the Kubernetes client read these:',
    table(['variable', 'means'], rows(own)),
    '## Given to a provider that is started',
    table(['variable', 'means'], rows(given)),
  ]);
}

/** Refuses a variable that the code reads and this page does not explain, and the other way round. */
function assertComplete(files) {
  const texts = new Set();
  const asked = new Set();
  for (const { program } of files) {
    walk(program, (node) => {
      if (node.type === 'Literal' && typeof node.value === 'string') texts.add(node.value);
      const isEnv = (object) => object.name === 'env' || object.property?.name === 'env';
      if (node.type === 'MemberExpression' && node.computed && isEnv(node.object) && node.property.type === 'Literal')
        asked.add(node.property.value);
      if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern' && node.init && isEnv(node.init))
        for (const { key } of node.id.properties) asked.add(key.name);
    });
  }
  const unexplained = [...asked].filter((name) => /^[A-Z_]+$/.test(name) && !(name in read) && !(name in given));
  const gone = Object.keys(read).filter((name) => !asked.has(name) && !texts.has(name));
  if (unexplained.length + gone.length > 0)
    throw new Error(`scripts/docs/environment-page.mjs: not explained: [${unexplained}]; no longer there: [${gone}]`);
}
