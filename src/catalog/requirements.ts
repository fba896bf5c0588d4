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
