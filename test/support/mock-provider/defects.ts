import type { Defect } from './changes.js';
import { advancedDefects } from './defects/advanced.js';
import { cloneRemainderDefects, onlineDefects } from './defects/beside-the-question.js';
import { cloneKeepingDefects } from './defects/clone-keeps.js';
import { linkedCloneDefects } from './defects/clone-linked.js';
import { cloneDefects } from './defects/clone-making.js';
import { cloneRelationDefects } from './defects/clone-relations.js';
import { concurrencyDefects } from './defects/core-concurrency.js';
import { createDefects } from './defects/core-create.js';
import { deleteDefects } from './defects/core-delete.js';
import { describeDefects } from './defects/core-describe.js';
import { keepingDefects } from './defects/core-keeps.js';
import { listDefects } from './defects/core-list.js';
import { overTimeDefects } from './defects/core-over-time.js';
import { powerDefects } from './defects/core-power.js';
import { providerDefects } from './defects/core-provider.js';
import { secondTimeDefects } from './defects/core-second-time.js';
import { taskDefects } from './defects/core-tasks.js';
import { updateDefects } from './defects/core-update.js';
import { imagePrepareDefects } from './defects/image-prepare.js';
import { snapshotDefects } from './defects/snapshot-create.js';
import { snapshotDeleteDefects } from './defects/snapshot-delete.js';
import { snapshotKeepingDefects } from './defects/snapshot-keeps.js';
import { revertDefects } from './defects/snapshot-revert.js';
import { snapshotStateDefects } from './defects/snapshot-state.js';

/** Every way in which a provider can be wrong that VCTS must catch. */
export const defects: readonly Defect[] = [
  ...providerDefects,
  ...describeDefects,
  ...listDefects,
  ...createDefects,
  ...powerDefects,
  ...updateDefects,
  ...deleteDefects,
  ...taskDefects,
  ...concurrencyDefects,
  ...overTimeDefects,
  ...secondTimeDefects,
  ...keepingDefects,
  ...snapshotDefects,
  ...revertDefects,
  ...snapshotStateDefects,
  ...snapshotDeleteDefects,
  ...snapshotKeepingDefects,
  ...cloneDefects,
  ...cloneRelationDefects,
  ...linkedCloneDefects,
  ...cloneKeepingDefects,
  ...cloneRemainderDefects,
  ...imagePrepareDefects,
  ...advancedDefects,
  ...onlineDefects,
];

export function defectNamed(id: string): Defect {
  const found = defects.find((defect) => defect.id === id);
  if (!found) throw new Error(`no defect ${id}`);
  return found;
}
