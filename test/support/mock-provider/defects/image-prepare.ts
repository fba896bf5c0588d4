import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { startTask } from '../../../../providers/mock/src/handlers/task-answers.js';
import { notFound } from '../../../../providers/mock/src/provider-failure.js';
import { type ChangedHandlers, defectsOf, type MockParts } from '../changes.js';
import { newName, type ProviderClient } from '../provider-client.js';
import { answering, followed, internal, refusing } from '../wrapping.js';

const source = { imageJson: JSON.stringify({ URL: 'https://images.example.com/small.qcow2' }) };

async function prepare(provider: ProviderClient, targetName = newName()): Promise<string> {
  const answer = await provider.call('imagePrepare', { ...source, targetName });
  await provider.settle(answer);
  return answer.preparedImageId;
}

/** Delete of a VM removes the image that it was made from; `gone` holds what is removed. */
function deletingImages(
  { handlers, hypervisor }: Pick<MockParts, 'handlers' | 'hypervisor'>,
  gone: Set<string>,
): Pick<ChangedHandlers, 'create' | 'delete'> {
  const images = new Map<string, string>();
  const meant = (imageJson: string) => hypervisor.preparedImage(Object.values(JSON.parse(imageJson || '{}')))?.id;
  return {
    create: async (request) => {
      const image = meant(request.imageJson);
      if (image && gone.has(image)) throw notFound(`no image ${image}`);
      const answer = await handlers.create(request);
      if (image) images.set(answer.id, image);
      return answer;
    },
    delete: followed(handlers.delete, ({ id }) => gone.add(images.get(id) ?? '')),
  };
}

export const imagePrepareDefects = defectsOf('image-prepare', [
  {
    id: 'image-no-location',
    catches: 'image-prepare-location',
    summary: 'ImagePrepare answers neither an id nor a path',
    apply: ({ handlers }) => ({
      imagePrepare: answering(handlers.imagePrepare, (answer) => ({
        ...answer,
        preparedImageId: '',
        preparedImagePath: '',
      })),
    }),
    shows: async (provider) => (await prepare(provider)) === '',
  },
  {
    id: 'image-task-fails',
    catches: 'image-prepare-location',
    summary: "ImagePrepare's task ends with an error",
    apply: ({ handlers, ...state }) => ({
      imagePrepare: answering(handlers.imagePrepare, (answer) => {
        const work = () => {
          throw internal('checksum differs');
        };
        return {
          ...answer,
          task: startTask(state, { operation: 'image-prepare', subject: answer.preparedImageId, work }),
        };
      }),
    }),
    shows: async (provider) =>
      (await provider.outcome('imagePrepare', { ...source, targetName: newName() })) === 'TASK_ERROR',
  },
  {
    id: 'image-declared-unimplemented',
    catches: 'image-prepare-location',
    summary: 'image import is declared, and ImagePrepare answers UNIMPLEMENTED',
    apply: () => ({ imagePrepare: refusing(status.UNIMPLEMENTED) }),
    shows: async (provider) =>
      (await provider.outcome('imagePrepare', { ...source, targetName: newName() })) === 'UNIMPLEMENTED',
  },
  {
    id: 'image-prepared-anew',
    catches: 'image-prepare-twice',
    summary: 'a second ImagePrepare of the same image makes another copy',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.prepareImage.bind(hypervisor);
      let copies = 0;
      hypervisor.prepareImage = (from, name) => {
        copies += 1;
        return correct(`${from}#${copies}`, name);
      };
      return {};
    },
    shows: async (provider) => {
      const name = newName();
      const [first, second] = [await prepare(provider, name), await prepare(provider, name)];
      return first !== second;
    },
  },
  {
    id: 'image-second-time-refused',
    catches: 'image-prepare-twice',
    summary: 'a second ImagePrepare of the same image answers ALREADY_EXISTS',
    apply: ({ handlers }) => {
      const seen = new Set<string>();
      return {
        imagePrepare: (request) => {
          if (seen.has(request.targetName)) refusing(status.ALREADY_EXISTS)();
          seen.add(request.targetName);
          return handlers.imagePrepare(request);
        },
      };
    },
    shows: async (provider) => {
      const targetName = newName();
      await prepare(provider, targetName);
      return (await provider.outcome('imagePrepare', { ...source, targetName })) === 'ALREADY_EXISTS';
    },
  },
  {
    id: 'image-consumed',
    catches: 'image-prepare-usable',
    summary: 'the first VM uses a prepared image up',
    apply: ({ handlers, hypervisor }) => {
      const used = new Set<string>();
      return {
        create: async (request) => {
          const image = hypervisor.preparedImage(Object.values(JSON.parse(request.imageJson || '{}')));
          if (image && used.has(image.id)) throw notFound(`no image ${image.id}`);
          const answer = await handlers.create(request);
          if (image) used.add(image.id);
          return answer;
        },
      };
    },
    shows: async (provider) => {
      const imageJson = JSON.stringify({ TemplateName: await prepare(provider) });
      await provider.outcome('create', { name: newName(), imageJson });
      return (await provider.outcome('create', { name: newName(), imageJson })) === 'NOT_FOUND';
    },
  },
  {
    id: 'image-disk-shared',
    catches: 'image-prepare-usable',
    summary: 'Delete of a VM removes the other VMs that were made from the same prepared image',
    apply: ({ hypervisor }) => {
      const correct = hypervisor.delete.bind(hypervisor);
      const backing = (id: string) => hypervisor.vm(id).hardware.disks[0]?.backingFile;
      hypervisor.delete = (id) => {
        const image = backing(id);
        correct(id);
        if (!image?.includes('/images/')) return;
        for (const other of [...hypervisor.vms.keys()]) if (backing(other) === image) correct(other);
      };
      return {};
    },
    shows: async (provider) => {
      const image = { TemplateName: await prepare(provider) };
      const [first, second] = [await provider.vm({ image }), await provider.vm({ image })];
      await provider.outcome('delete', { id: first });
      return !(await provider.call('describe', { id: second })).exists;
    },
  },
  {
    id: 'image-deleted-with-vm',
    catches: 'image-prepare-usable',
    summary: 'Delete of a VM removes the prepared image that it was made from',
    apply: (parts) => deletingImages(parts, new Set()),
    shows: async (provider) => {
      const image = { TemplateName: await prepare(provider) };
      await provider.outcome('delete', { id: await provider.vm({ image }) });
      const again = { name: newName(), imageJson: JSON.stringify(image) };
      return (await provider.outcome('create', again)) === 'NOT_FOUND';
    },
  },
  {
    id: 'image-deleted-until-prepared',
    catches: 'image-prepare-usable',
    summary:
      'Delete of a VM removes the prepared image that it was made from, and ImagePrepare brings it back (libvirt)',
    apply: (parts) => {
      const { handlers } = parts;
      const gone = new Set<string>();
      const prepared = new Set<string>();
      return {
        ...deletingImages(parts, gone),
        imagePrepare: async (request) => {
          const answer = await handlers.imagePrepare(request);
          // Whoever prepares an image again comes at the worst time: right after it was removed.
          for (let waits = 0; prepared.has(request.targetName) && gone.size === 0 && waits < 50; waits += 1)
            await sleep(20);
          prepared.add(request.targetName);
          gone.delete(answer.preparedImageId);
          return answer;
        },
      };
    },
    shows: async (provider) => {
      const name = newName();
      const image = { TemplateName: await prepare(provider, name) };
      await provider.outcome('delete', { id: await provider.vm({ image }) });
      const again = () => provider.outcome('create', { name: newName(), imageJson: JSON.stringify(image) });
      const lost = await again();
      await prepare(provider, name);
      return lost === 'NOT_FOUND' && (await again()) !== 'NOT_FOUND';
    },
  },
  {
    id: 'image-twice-unusable',
    catches: 'image-prepare-twice',
    summary: 'no VM can be created from an image that was prepared twice',
    apply: ({ handlers, hypervisor }) => {
      const [prepared, spoilt] = [new Set<string>(), new Set<string>()];
      return {
        imagePrepare: followed(handlers.imagePrepare, (_request, { preparedImageId: id }) => {
          if (prepared.has(id)) spoilt.add(id);
          prepared.add(id);
        }),
        create: (request) => {
          const image = hypervisor.preparedImage(Object.values(JSON.parse(request.imageJson || '{}')));
          if (image && spoilt.has(image.id)) throw internal('the image is truncated');
          return handlers.create(request);
        },
      };
    },
    shows: async (provider) => {
      const name = newName();
      const image = { TemplateName: await prepare(provider, name) };
      await prepare(provider, name);
      return (await provider.outcome('create', { name: newName(), imageJson: JSON.stringify(image) })) === 'INTERNAL';
    },
  },
  {
    id: 'image-names-ignored',
    catches: 'image-prepare-distinct',
    finding: 'warn',
    summary: 'one image prepared under two names has one location',
    apply: ({ handlers }) => ({
      imagePrepare: (request) => handlers.imagePrepare({ ...request, targetName: 'image' }),
    }),
    shows: async (provider) => {
      const [first, second] = [await prepare(provider), await prepare(provider)];
      return first === second;
    },
  },
  {
    id: 'undeclared-image-invalid',
    catches: 'image-prepare-undeclared',
    summary: 'image import is not declared, and refused as INVALID_ARGUMENT',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({ ...declared, supportsImageImport: false })),
      imagePrepare: refusing(status.INVALID_ARGUMENT),
    }),
    shows: async (provider) =>
      (await provider.outcome('imagePrepare', { ...source, targetName: newName() })) === 'INVALID_ARGUMENT',
  },
  {
    id: 'undeclared-image-works',
    catches: 'image-prepare-undeclared',
    summary: 'image import is not declared, and works',
    apply: ({ handlers }) => ({
      getCapabilities: answering(handlers.getCapabilities, (declared) => ({ ...declared, supportsImageImport: false })),
    }),
    shows: async (provider) => {
      const { supportsImageImport } = await provider.call('getCapabilities', {});
      return !supportsImageImport && (await prepare(provider)) !== '';
    },
  },
]);
