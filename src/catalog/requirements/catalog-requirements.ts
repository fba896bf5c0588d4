/** What a provider must do to be included, in the words and the order of the page. */
export const catalogRequirements = [
  { id: 'conformance', text: 'Pass VCTS core profile tests' },
  { id: 'documentation', text: 'Include comprehensive documentation' },
  { id: 'helm-chart', text: 'Provide Helm chart for deployment' },
  { id: 'security', text: 'Follow security best practices' },
  { id: 'errors', text: 'Include proper error handling' },
  { id: 'health', text: 'Support health checks and metrics' },
  { id: 'maintenance', text: 'Have active maintenance and support' },
] as const;

/** What the page says of versions and compatibility, as far as it is about a provider. */
export const compatibilityPolicy = [
  { id: 'semantic-version', text: 'Follow semantic versioning' },
  { id: 'current-virtrigaud', text: 'Work with the current VirtRigaud version' },
  { id: 'two-minor-versions', text: 'Support at least 2 minor versions of VirtRigaud' },
  { id: 'migration', text: 'Document the migration where a version breaks' },
] as const;

export type RequirementId = (typeof catalogRequirements)[number]['id'];
export type PolicyId = (typeof compatibilityPolicy)[number]['id'];
