import type { MethodName } from '../../provider/contract/provider-service.js';

const seconds = 1_000;
const minutes = 60 * seconds;

/** The VirtRigaud manager's own deadline per method, in milliseconds. */
export const managerDeadlines: Readonly<Record<MethodName, number>> = {
  describe: 30 * seconds,
  validate: 30 * seconds,
  getCapabilities: 30 * seconds,
  taskStatus: 10 * seconds,
  delete: 2 * minutes,
  power: 2 * minutes,
  snapshotDelete: 2 * minutes,
  listVMs: 2 * minutes,
  getDiskInfo: 2 * minutes,
  create: 5 * minutes,
  reconfigure: 5 * minutes,
  hardwareUpgrade: 5 * minutes,
  clone: 5 * minutes,
  snapshotCreate: 5 * minutes,
  snapshotRevert: 5 * minutes,
  imagePrepare: 5 * minutes,
  exportDisk: 30 * minutes,
  importDisk: 30 * minutes,
};
