import { expect, it } from 'vitest';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { openImageRegistry } from '../../src/provider/registry/open-image-registry.js';
import { publish } from '../../src/publish/publish.js';
import { containersOf } from '../support/container/containers.js';
import { pushVariant } from '../support/container/push-image.js';
import { describeWithEngine } from '../support/container/with-engine.js';
import { Scene } from './github/github-fixture.js';
import { exampleFlags } from './publish-fixture.js';

const branch = 'vrtg-provider--your-provider';

describeWithEngine('publish with the image as the evidence', (images) => {
  it('starts the image by the digest that the registry tells, and entry, report and pull request name it', async () => {
    const scene = await Scene.start();
    try {
      const image = await pushVariant(images().mock, { tag: '1.2.3', config: { Labels: { variant: 'published' } } });
      const ada = scene.author({ user: 'ada' });
      const context = { ...ada.context(), env: { ...process.env, ...ada.context().env } };
      const flags = { ...exampleFlags, image: image.repository, tag: image.tag };
      const { result } = await publish(
        { flags, catalog: ada.catalog, evidence: { kind: 'image' }, profiles: ['core'] },
        context,
        { registry: openImageRegistry(context) },
      );
      expect(result).toMatchObject({ action: 'created', digest: image.digest, warnings: expect.any(Array) });
      const read = (name: string) =>
        scene.github.readFile('ada/catalog', branch, `providers/your-provider/${name}`) ?? '';
      expect(read('provider.yaml')).toContain(`digest: ${image.digest}`);
      const { subject } = JSON.parse(read('conformance.json')) as ConformanceReport;
      expect(subject).toMatchObject({ kind: 'image', digest: image.digest });
      expect(subject.image).toContain(`@${image.digest}`);
      expect(scene.pulls[0]?.body).toContain(`\`${image.digest}\``);
      expect(await containersOf(images().engine, image)).toEqual([]);
    } finally {
      await scene.end();
    }
  }, 240_000);
});
