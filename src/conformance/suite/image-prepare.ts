import { PowerOp } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import { CallError } from '../client/call-error.js';
import type { DeclaredCapabilities } from '../report/report-types.js';
import { createVm, defaultImage } from '../run/creating.js';
import { CouldNotRun, Failed } from '../run/outcomes.js';
import type { TestContext } from '../run/test-context.js';
import type { TestDefinition } from '../run/test-definition.js';
import { vanishes } from '../run/vanishing.js';

const images = {
  profile: 'image-prepare',
  capabilities: ['image.prepare'],
  level: 'declared',
  phase: 'together',
  declared: ({ supportsImageImport }: DeclaredCapabilities) => supportsImageImport,
  undeclared: 'supports_image_import is false',
} as const;

export const imagePrepareTests: readonly TestDefinition[] = [
  {
    ...images,
    id: 'image-prepare-location',
    weight: 15,
    calls: 'ImagePrepare',
    asserts: 'id or path is set and the task ends clean',
    run: async (test) => {
      await sharedImage(test);
    },
  },
  {
    ...images,
    id: 'image-prepare-twice',
    weight: 16,
    calls: 'ImagePrepare, twice the same; Create',
    asserts: 'the same location, which still serves',
    run: async (test) => {
      // Not the one that VMs are made from: preparing it again would bring back what they lost.
      const first = await test.setUp('an image', () => spareImage(test));
      const second = await prepareImage(test, first.name);
      if (first.id !== second.id || first.path !== second.path) {
        throw new Failed(
          `ImagePrepare of one image under one name answered with ${where(first)}, then with ${where(second)}`,
        );
      }
      await stillServes(test, second);
    },
  },
  {
    ...images,
    id: 'image-prepare-usable',
    weight: 22,
    calls: 'two Creates from the prepared image, Delete of one',
    asserts: 'the other still exists and starts, and the image still serves',
    run: async (test) => {
      const prepared = await test.setUp('an image', () => sharedImage(test));
      const image = imageOf(prepared);
      const kept = await createVm(test, { image });
      const removed = await createVm(test, { image });
      await test.bring(removed, 'Off');
      await test.delete(removed);
      await vanishes(test, removed);
      await test.row(kept);
      await test.bring(kept, 'Off');
      await test.power(kept, PowerOp.ON);
      await test.reaches(kept, 'On');
      await createVm(test, { image });
    },
  },
  {
    ...images,
    id: 'image-prepare-distinct',
    level: 'advisory',
    weight: 16,
    calls: 'ImagePrepare under two names',
    asserts: 'two locations',
    run: async (test) => {
      // In this order, so that it need not wait for the shared one to begin its own.
      const second = await spareImage(test);
      const first = await test.setUp('an image', () => sharedImage(test));
      if (where(first) === where(second))
        throw new Failed(`ImagePrepare under two names answered twice with ${where(first)}`);
    },
  },
  {
    ...images,
    id: 'image-prepare-undeclared',
    capabilities: [],
    level: 'required',
    calls: 'ImagePrepare',
    asserts: 'UNIMPLEMENTED where supports_image_import is false',
    declared: ({ supportsImageImport }) => !supportsImageImport,
    undeclared: 'supports_image_import is true',
    run: async (test) => {
      await test.mustBeUnimplemented('ImagePrepare', () => askForImage(test, test.run.newName()));
    },
  },
];

interface PreparedImage {
  name: string;
  id: string;
  path: string;
}

/** Rejects with Failed where no VM can be created from it, and with CouldNotRun where none can from any prepared image. */
async function stillServes(test: TestContext, image: PreparedImage): Promise<void> {
  const refusal = await test.refusal(() => createVm(test, { image: imageOf(image) }));
  if (!refusal) return;
  const other = await test.setUp('an image', () => sharedImage(test));
  await test.setUp('a VM from an image that was prepared once', () => createVm(test, { image: imageOf(other) }));
  throw new Failed(`no VM can be created from an image that was prepared twice: ${refusal.message}`);
}

/** The image_json of a VM that is made from it. */
const imageOf = ({ id, path }: PreparedImage) => ({ TemplateName: id || path, ...(path && { Path: path }) });

const where = ({ id, path }: PreparedImage) => `id "${id}" and path "${path}"`;

/** One preparation serves all tests that only read it. */
function sharedImage(test: TestContext): Promise<PreparedImage> {
  return test.once('image', (shared) => prepareImage(shared, shared.run.newName()));
}

/** Another one, that no VM is made from. */
function spareImage(test: TestContext): Promise<PreparedImage> {
  return test.once('spare image', (shared) => prepareImage(shared, shared.run.newName()));
}

async function prepareImage(test: TestContext, name: string): Promise<PreparedImage> {
  try {
    return await askForImage(test, name);
  } catch (thrown) {
    const asksForSource = thrown instanceof CallError && ['INVALID_ARGUMENT', 'NOT_FOUND'].includes(thrown.status);
    if (!asksForSource || test.run.fixtures.imageSource) throw thrown;
    throw new CouldNotRun(`${thrown.message}; name an image source in the fixtures (imageSource)`, { cause: thrown });
  }
}

async function askForImage(test: TestContext, name: string): Promise<PreparedImage> {
  const { fixtures, journal } = test.run;
  const known = journal.entries.find((entry) => entry.kind === 'image' && entry.name === name);
  const entry = known ?? journal.intend('image', name);
  const source = fixtures.imageSource ?? fixtures.image ?? defaultImage;
  const response = await test.client.call('imagePrepare', { imageJson: JSON.stringify(source), targetName: name });
  const { preparedImageId: id, preparedImagePath: path } = response;
  if (id !== '' || path !== '') journal.present(entry, id || path);
  await test.finish(response, 'ImagePrepare');
  // What was there before the run was found, not made.
  if (wasThere(test, { source, places: [id, path] })) journal.gone(entry);
  if (id === '' && path === '') throw new Failed('ImagePrepare answered with neither an id nor a path');
  return { name, id, path };
}

interface Prepared {
  source: Record<string, unknown>;
  places: readonly string[];
}

/** What ListVMs showed before the run, or the source itself names: a template need not be listed. */
function wasThere({ run: { baseline } }: TestContext, { source, places }: Prepared): boolean {
  const told = new Set(places.filter((place) => place !== ''));
  return [...namedBy(source), ...[...(baseline ?? [])].flat()].some((named) => told.has(named));
}

/** All texts and numbers of a JSON value, as texts. */
function namedBy(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).flatMap(namedBy);
}
