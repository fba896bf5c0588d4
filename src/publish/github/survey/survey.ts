import type { GitHub } from '../client.js';
import { isFailure } from '../github-failure.js';
import type { Survey } from './survey-types.js';

/** One request where GraphQL answers it. REST says the same in more requests, and says more exactly what is missing. */
export async function surveyCatalog(github: GitHub, name: string): Promise<Survey> {
  const { graphqlSurvey } = await import('./graphql-survey.js');
  try {
    return await graphqlSurvey(github, name);
  } catch (thrown) {
    if (!isFailure(thrown, 'unsupported', 'not-found', 'permission', 'missing-scope', 'policy')) throw thrown;
    const { restSurvey } = await import('./rest-survey.js');
    return restSurvey(github, name);
  }
}
