import type { Defect } from './changes.js';
import { advancedDefects } from './defects/advanced.js';
import { cloneDefects } from './defects/clone.js';
import { concurrencyDefects } from './defects/core-concurrency.js';
import { createDefects } from './defects/core-create.js';
import { deleteDefects } from './defects/core-delete.js';
import { powerDefects } from './defects/core-power.js';
import { readingDefects } from './defects/core-reading.js';
import { taskDefects } from './defects/core-tasks.js';
import { updateDefects } from './defects/core-update.js';
import { imagePrepareDefects } from './defects/image-prepare.js';
import { snapshotDefects } from './defects/snapshot.js';

/** Every way in which a provider can be wrong that VCTS must catch. */
export const defects: readonly Defect[] = [
  ...readingDefects,
  ...createDefects,
  ...powerDefects,
  ...updateDefects,
  ...deleteDefects,
  ...taskDefects,
  ...concurrencyDefects,
  ...snapshotDefects,
  ...cloneDefects,
  ...imagePrepareDefects,
  ...advancedDefects,
];

export function defectNamed(id: string): Defect {
  const found = defects.find((defect) => defect.id === id);
  if (!found) throw new Error(`no defect ${id}`);
  return found;
}
