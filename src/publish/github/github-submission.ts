import type { CatalogView, SubmissionPlan } from '../catalog-repository/catalog-view.js';
import type { GitHub } from './client.js';
import type { Survey } from './survey/survey-types.js';

/** What is to be submitted, and to what as it was when it was looked at. */
export interface GitHubSubmission {
  github: GitHub;
  survey: Survey;
  plan: SubmissionPlan;
  view: CatalogView;
}
