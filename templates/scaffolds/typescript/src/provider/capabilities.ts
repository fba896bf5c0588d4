import { create } from '@bufbuild/protobuf';
import {
  type GetCapabilitiesResponse,
  GetCapabilitiesResponseSchema,
} from '../contract/generated/provider/v1/provider_pb.js';
import type { Hypervisor } from '../hypervisor/hypervisor.js';

/** What is declared follows from what the hypervisor has, so that the two cannot differ. */
export function capabilitiesOf({ online, snapshots, clones, images }: Hypervisor): GetCapabilitiesResponse {
  return create(GetCapabilitiesResponseSchema, {
    supportsReconfigureOnline: online?.reconfigure ?? false,
    supportsDiskExpansionOnline: online?.expandDisks ?? false,
    supportsSnapshots: snapshots !== undefined,
    supportsMemorySnapshots: snapshots?.memory ?? false,
    supportsLinkedClones: clones?.linked ?? false,
    supportsImageImport: images !== undefined,
  });
}
