import type { VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import type { JournalEntry } from './journal.js';

/** A name of this run, or its VM under a new name: renamed is not deleted. */
export function isOf({ id, name }: VMInfo, entry: JournalEntry): boolean {
  return name === entry.name || (entry.id !== '' && id === entry.id && name.includes(entry.name));
}
