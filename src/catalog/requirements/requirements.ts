import { catalogRequirements, compatibilityPolicy, type PolicyId, type RequirementId } from './catalog-requirements.js';
import { documentationChecks } from './documentation-checks.js';
import { chartChecks } from './helm-chart-checks.js';
import { maintenanceChecks } from './maintenance-checks.js';
import { policyChecks } from './policy-checks.js';
import { conformanceChecks, errorChecks, healthChecks } from './report-checks.js';
import type { RequirementFacts } from './requirement-facts.js';
import type { RequirementCheck, RequirementLine, RequirementState } from './requirement-types.js';
import { securityChecks } from './security-checks.js';

type Checks = (facts: RequirementFacts) => RequirementCheck[];

const checks: Record<RequirementId | PolicyId, Checks> = {
  conformance: conformanceChecks,
  documentation: documentationChecks,
  'helm-chart': chartChecks,
  security: securityChecks,
  errors: errorChecks,
  health: healthChecks,
  maintenance: maintenanceChecks,
  ...policyChecks,
};

/** The catalog's requirements and its compatibility policy with what is known of each; looks nothing up. */
export function requirements(facts: RequirementFacts): RequirementLine[] {
  const line = (kind: RequirementLine['kind'], { id, text }: { id: RequirementId | PolicyId; text: string }) => {
    const found = checks[id](facts);
    return { id, kind, text, state: worst(found), checks: found };
  };
  return [
    ...catalogRequirements.map((requirement) => line('requirement', requirement)),
    ...compatibilityPolicy.map((policy) => line('policy', policy)),
  ];
}

function worst(found: readonly RequirementCheck[]): RequirementState {
  if (found.some(({ state }) => state === 'not met')) return 'not met';
  return found.length > 0 && found.every(({ state }) => state === 'met') ? 'met' : 'unknown';
}
