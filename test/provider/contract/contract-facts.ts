/**
 * The provider.v1 contract as it is on the wire of VirtRigaud v0.3.11, written down apart from the .proto file so that
 * a slip there is seen here. A field is `number name: type`, in the order of the numbers.
 */
export const messageFacts: Record<string, string> = {
  TaskRef: '1 id: string',
  Empty: '',
  ValidateRequest: '',
  ValidateResponse: '1 ok: bool, 2 message: string',
  CreateRequest:
    '1 name: string, 2 user_data: bytes, 3 class_json: string, 4 image_json: string, 5 networks_json: string, 6 disks_json: string, 7 placement_json: string, 8 tags: repeated string, 9 meta_data: bytes',
  CreateResponse: '1 id: string, 2 task: TaskRef',
  DeleteRequest: '1 id: string',
  PowerRequest: '1 id: string, 2 op: PowerOp, 3 graceful_timeout_seconds: int32',
  ReconfigureRequest: '1 id: string, 2 desired_json: string',
  HardwareUpgradeRequest: '1 id: string, 2 target_version: int32',
  TaskResponse: '1 task: TaskRef',
  DescribeRequest: '1 id: string',
  DescribeResponse:
    '1 exists: bool, 2 power_state: string, 3 ips: repeated string, 4 console_url: string, 5 provider_raw_json: string',
  TaskStatusRequest: '1 task: TaskRef',
  TaskStatusResponse: '1 done: bool, 2 error: string',
  SnapshotCreateRequest: '1 vm_id: string, 2 name_hint: string, 3 include_memory: bool, 4 description: string',
  SnapshotCreateResponse: '1 snapshot_id: string, 2 task: TaskRef',
  SnapshotDeleteRequest: '1 vm_id: string, 2 snapshot_id: string',
  SnapshotRevertRequest: '1 vm_id: string, 2 snapshot_id: string',
  CloneRequest:
    '1 source_vm_id: string, 2 target_name: string, 3 linked: bool, 4 class_json: string, 5 placement_json: string, 6 customize_json: string',
  CloneResponse: '1 target_vm_id: string, 2 task: TaskRef',
  ImagePrepareRequest: '1 image_json: string, 2 target_name: string, 3 storage_hint: string',
  ImagePrepareResponse: '1 task: TaskRef, 2 prepared_image_id: string, 3 prepared_image_path: string',
  ExportDiskRequest:
    '1 vm_id: string, 2 disk_id: string, 3 snapshot_id: string, 4 destination_url: string, 5 format: string, 6 compress: bool, 7 credentials: map<string, string>, 8 backend_type: string, 9 transfer_mode: string, 10 storage_options_json: string',
  ExportDiskResponse: '1 export_id: string, 2 task: TaskRef, 3 estimated_size_bytes: int64, 4 checksum: string',
  ImportDiskRequest:
    '1 source_url: string, 2 storage_hint: string, 3 format: string, 4 target_name: string, 5 verify_checksum: bool, 6 expected_checksum: string, 7 credentials: map<string, string>, 8 backend_type: string, 9 transfer_mode: string, 10 storage_options_json: string',
  ImportDiskResponse:
    '1 disk_id: string, 2 path: string, 3 task: TaskRef, 4 actual_size_bytes: int64, 5 checksum: string',
  GetDiskInfoRequest: '1 vm_id: string, 2 disk_id: string, 3 snapshot_id: string',
  GetDiskInfoResponse:
    '1 disk_id: string, 2 format: string, 3 virtual_size_bytes: int64, 4 actual_size_bytes: int64, 5 path: string, 6 is_bootable: bool, 7 snapshots: repeated string, 8 backing_file: string, 9 metadata: map<string, string>',
  ListVMsRequest: '',
  ListVMsResponse: '1 vms: repeated VMInfo',
  VMInfo:
    '1 id: string, 2 name: string, 3 power_state: string, 4 ips: repeated string, 5 cpu: int32, 6 memory_mib: int64, 7 disks: repeated DiskInfo, 8 networks: repeated NetworkInfo, 9 provider_raw: map<string, string>',
  DiskInfo: '1 id: string, 2 path: string, 3 size_gib: int32, 4 format: string',
  NetworkInfo: '1 name: string, 2 mac: string, 3 ip_address: string',
  GetCapabilitiesRequest: '',
  GetCapabilitiesResponse:
    '1 supports_reconfigure_online: bool, 2 supports_disk_expansion_online: bool, 3 supports_snapshots: bool, 4 supports_memory_snapshots: bool, 5 supports_linked_clones: bool, 6 supports_image_import: bool, 7 supported_disk_types: repeated string, 8 supported_network_types: repeated string, 9 supports_disk_export: bool, 10 supports_disk_import: bool, 11 supported_export_formats: repeated string, 12 supported_import_formats: repeated string, 13 supports_export_compression: bool, 14 supported_export_backends: repeated string, 15 supported_import_backends: repeated string, 16 supported_transfer_modes: repeated string',
};

/** Method to request and response; all are unary. */
export const methodFacts: Record<string, [request: string, response: string]> = {
  Validate: ['ValidateRequest', 'ValidateResponse'],
  Create: ['CreateRequest', 'CreateResponse'],
  Delete: ['DeleteRequest', 'TaskResponse'],
  Power: ['PowerRequest', 'TaskResponse'],
  Reconfigure: ['ReconfigureRequest', 'TaskResponse'],
  HardwareUpgrade: ['HardwareUpgradeRequest', 'TaskResponse'],
  Describe: ['DescribeRequest', 'DescribeResponse'],
  TaskStatus: ['TaskStatusRequest', 'TaskStatusResponse'],
  SnapshotCreate: ['SnapshotCreateRequest', 'SnapshotCreateResponse'],
  SnapshotDelete: ['SnapshotDeleteRequest', 'TaskResponse'],
  SnapshotRevert: ['SnapshotRevertRequest', 'TaskResponse'],
  Clone: ['CloneRequest', 'CloneResponse'],
  ImagePrepare: ['ImagePrepareRequest', 'ImagePrepareResponse'],
  GetCapabilities: ['GetCapabilitiesRequest', 'GetCapabilitiesResponse'],
  ExportDisk: ['ExportDiskRequest', 'ExportDiskResponse'],
  ImportDisk: ['ImportDiskRequest', 'ImportDiskResponse'],
  GetDiskInfo: ['GetDiskInfoRequest', 'GetDiskInfoResponse'],
  ListVMs: ['ListVMsRequest', 'ListVMsResponse'],
};

export const enumFacts: Record<string, Record<string, number>> = {
  PowerOp: {
    POWER_OP_UNSPECIFIED: 0,
    POWER_OP_ON: 1,
    POWER_OP_OFF: 2,
    POWER_OP_REBOOT: 3,
    POWER_OP_SHUTDOWN_GRACEFUL: 4,
  },
};
