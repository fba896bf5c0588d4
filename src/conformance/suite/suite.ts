import type { TestDefinition } from '../run/test-definition.js';
import { advancedTests } from './advanced.js';
import { cloneTests } from './clone.js';
import { atOnceTests } from './core/at-once.js';
import { createTests } from './core/create.js';
import { deleteTests } from './core/delete.js';
import { foreignUntouchedTests } from './core/foreign-untouched.js';
import { isolationTests } from './core/isolation.js';
import { leftoverTests } from './core/leftovers.js';
import { listTests } from './core/list.js';
import { powerTests } from './core/power.js';
import { providerTests } from './core/provider.js';
import { readTests } from './core/read.js';
import { taskTests } from './core/tasks.js';
import { updateTests } from './core/update.js';
import { imagePrepareTests } from './image-prepare.js';
import { snapshotTests } from './snapshot.js';

/** All tests, in the order of reports. */
export const suite: readonly TestDefinition[] = [
  ...providerTests,
  ...createTests,
  ...readTests,
  ...listTests,
  ...powerTests,
  ...updateTests,
  ...deleteTests,
  ...taskTests,
  ...atOnceTests,
  ...isolationTests,
  ...foreignUntouchedTests,
  ...snapshotTests,
  ...cloneTests,
  ...imagePrepareTests,
  ...advancedTests,
  ...leftoverTests,
];
