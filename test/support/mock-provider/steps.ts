import { PowerOp } from '../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { newName, type Outcome, type ProviderClient } from './provider-client.js';

export interface CloneWish {
  linked?: boolean;
  targetName?: string;
}

/** Clones, waits, returns the clone's id. */
export async function cloneOf(provider: ProviderClient, sourceVmId: string, wish: CloneWish = {}): Promise<string> {
  const answer = await provider.call('clone', { sourceVmId, targetName: newName(), ...wish });
  await provider.settle(answer);
  return answer.targetVmId;
}

/** Takes a snapshot, waits, returns its id. */
export async function take(provider: ProviderClient, vmId: string, includeMemory = false): Promise<string> {
  const answer = await provider.call('snapshotCreate', { vmId, includeMemory });
  await provider.settle(answer);
  return answer.snapshotId;
}

export function turnOn(provider: ProviderClient, id: string): Promise<Outcome> {
  return provider.outcome('power', { id, op: PowerOp.ON });
}
