/** The capability profiles of the catalog page, in its order. */
export const profileNames = ['core', 'snapshot', 'clone', 'image-prepare', 'advanced'] as const;
export type ProfileName = (typeof profileNames)[number];

export interface Capability {
  name: string;
  /** As the catalog page describes it. */
  description: string;
  /** Why no test can cover it, where provider.v1 has no method for it. */
  untestable?: string;
}

export interface Profile {
  name: ProfileName;
  /** As headings spell it. */
  title: string;
  /** Required of every provider. */
  required: boolean;
  /** The line under the heading of an optional profile. */
  audience?: string;
  capabilities: readonly Capability[];
}

const noMethod = (what: string) => `provider.v1 has no method ${what}`;

export const profiles: readonly Profile[] = [
  {
    name: 'core',
    title: 'Core',
    required: true,
    capabilities: [
      { name: 'vm.create', description: 'Create virtual machines' },
      { name: 'vm.read', description: 'Get virtual machine information' },
      { name: 'vm.update', description: 'Update virtual machine configuration' },
      { name: 'vm.delete', description: 'Delete virtual machines' },
      { name: 'vm.power', description: 'Control power state (on/off/restart)' },
      { name: 'vm.list', description: 'List virtual machines' },
    ],
  },
  {
    name: 'snapshot',
    title: 'Snapshot',
    required: false,
    audience: 'for providers supporting VM snapshots',
    capabilities: [
      { name: 'vm.snapshot.create', description: 'Create VM snapshots' },
      {
        name: 'vm.snapshot.list',
        description: 'List VM snapshots',
        untestable: noMethod('that lists snapshots; GetDiskInfo shows them only indirectly'),
      },
      { name: 'vm.snapshot.delete', description: 'Delete VM snapshots' },
      { name: 'vm.snapshot.restore', description: 'Restore VM from snapshot' },
    ],
  },
  {
    name: 'clone',
    title: 'Clone',
    required: false,
    audience: 'for providers supporting VM cloning',
    capabilities: [
      { name: 'vm.clone', description: 'Clone virtual machines' },
      {
        name: 'vm.template',
        description: 'Create and manage VM templates',
        untestable: noMethod('that creates or lists templates'),
      },
    ],
  },
  {
    name: 'image-prepare',
    title: 'Image Prepare',
    required: false,
    audience: 'for providers with image management',
    capabilities: [
      { name: 'image.prepare', description: 'Prepare VM images' },
      { name: 'image.list', description: 'List available images', untestable: noMethod('that lists images') },
      { name: 'image.upload', description: 'Upload custom images', untestable: noMethod('that uploads an image') },
    ],
  },
  {
    name: 'advanced',
    title: 'Advanced',
    required: false,
    audience: 'for advanced provider features',
    capabilities: [
      {
        name: 'vm.migrate',
        description: 'Live migrate VMs between hosts',
        untestable: noMethod('that migrates a VM'),
      },
      { name: 'vm.resize', description: 'Dynamic resource allocation' },
      {
        name: 'vm.backup',
        description: 'Backup and restore operations',
        untestable: noMethod('that backs up or restores a VM'),
      },
      {
        name: 'vm.monitoring',
        description: 'Advanced monitoring and metrics',
        untestable: noMethod('that returns metrics'),
      },
    ],
  },
];

export function profileNamed(name: ProfileName): Profile {
  const found = profiles.find((profile) => profile.name === name);
  if (!found) throw new Error(`no profile ${name}`);
  return found;
}
