import type { Need } from '../access.js';
import { caller } from './caller.js';
import { comparison } from './compare.js';
import { contents } from './contents.js';
import { forks } from './forks.js';
import { gitDatabase } from './git-database.js';
import { issues } from './issues.js';
import { pulls } from './pulls.js';
import { repositories } from './repositories.js';
import type { Handler } from './route.js';

/** Every operation that is served, by its id in GitHub's description. */
export const routes: Readonly<Record<string, Handler & { need?: Need }>> = {
  ...caller,
  ...repositories,
  ...contents,
  ...comparison,
  ...gitDatabase,
  ...forks,
  ...pulls,
  ...issues,
};
