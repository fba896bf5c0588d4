/** What a command answers under --json: its schema in schemas/, and a call that gives such an answer. */
export interface JsonAnswer {
  schema: string;
  /** `{root}` is a fresh copy of the golden catalog, `{folder}` an empty folder. Commands without it have a test of their own. */
  call?: { args: string[]; exitCode?: number };
}

const report = '{root}/providers/mock/conformance.json';

/** Every command that answers; a test holds that none is missing. */
export const jsonAnswers: Record<string, JsonAnswer> = {
  'catalog:check': { schema: 'catalog-check-result', call: { args: ['--root', '{root}'] } },
  'catalog:import': { schema: 'catalog-import' },
  'catalog:init': { schema: 'catalog-init-result', call: { args: ['--root', '{root}'] } },
  'catalog:list': { schema: 'catalog-list', call: { args: ['--root', '{root}'] } },
  'catalog:render': { schema: 'catalog-render-result', call: { args: ['--root', '{root}', '--dry-run'] } },
  'catalog:review': { schema: 'catalog-review' },
  'catalog:show': { schema: 'catalog-show', call: { args: ['mock', '--root', '{root}', '--offline'] } },
  completion: { schema: 'completion-result', call: { args: ['fish'] } },
  'conformance:list': { schema: 'conformance-list', call: { args: ['--profile', 'core'] } },
  'conformance:report:compare': { schema: 'conformance-comparison', call: { args: [report, report] } },
  'conformance:report:convert': {
    schema: 'conformance-written',
    call: { args: [report, '--output', '{folder}/report.tap'] },
  },
  'conformance:report:merge': { schema: 'conformance-report' },
  'conformance:report:show': { schema: 'conformance-report', call: { args: [report] } },
  'conformance:run': {
    schema: 'conformance-report',
    call: { args: ['mock', '--focus', '^validate-ok$'], exitCode: 3 },
  },
  'conformance:sweep': { schema: 'conformance-sweep', call: { args: [] } },
  doctor: { schema: 'doctor' },
  publish: { schema: 'publish-result' },
  scaffold: {
    schema: 'scaffold-result',
    call: {
      args: ['acme', '--language', 'go', '--output', '{folder}/acme', '--maintainer', 'a@example.com', '--dry-run'],
    },
  },
  serve: { schema: 'serve-result' },
  validate: { schema: 'validate-result', call: { args: ['{root}'] } },
  verify: { schema: 'verify-result' },
};
