import type { ImageSupport, PreparedImage } from '../optional-support.js';
import { newId } from './store.js';

export class InMemoryImages implements ImageSupport {
  private readonly images = new Map<string, PreparedImage>();

  async prepare(source: Record<string, unknown>, name: string): Promise<PreparedImage> {
    const key = JSON.stringify([name, Object.entries(source).sort()]);
    const known = this.images.get(key);
    if (known) return known;
    const id = newId('img');
    const image = { id, path: `/in-memory/${id}.qcow2`, done: Promise.resolve() };
    this.images.set(key, image);
    return image;
  }
}
