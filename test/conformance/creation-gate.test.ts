import { expect, it } from 'vitest';
import { CreationGate } from '../../src/conformance/run/creation-gate.js';

/** Creates that end when they are told to, and which of them are at work. */
function creates(gate: CreationGate) {
  const atWork: string[] = [];
  const end = new Map<string, (failure?: Error) => void>();
  const begin = (name: string, { alone = false } = {}) =>
    gate.pass(
      () => {
        atWork.push(name);
        return new Promise<void>((resolve, reject) => {
          end.set(name, (failure) => {
            atWork.splice(atWork.indexOf(name), 1);
            if (failure) reject(failure);
            else resolve();
          });
        });
      },
      { alone },
    );
  const settled = () => new Promise<string[]>((resolve) => setImmediate(() => resolve([...atWork])));
  return { begin, settled, end: (name: string, failure?: Error) => end.get(name)?.(failure) };
}

it('creates pass at the same time', async () => {
  const { begin, settled } = creates(new CreationGate());
  void begin('a');
  void begin('b');
  expect(await settled()).toEqual(['a', 'b']);
});

it('one that is to be alone waits for those at work, and those that come later wait for it', async () => {
  const { begin, settled, end } = creates(new CreationGate());
  void begin('a');
  void begin('b');
  void begin('alone', { alone: true });
  void begin('later');
  void begin('alone too', { alone: true });
  expect(await settled()).toEqual(['a', 'b']);
  end('a');
  expect(await settled()).toEqual(['b']);
  end('b');
  expect(await settled()).toEqual(['alone']);
  end('alone');
  expect(await settled()).toEqual(['later']);
  end('later');
  expect(await settled()).toEqual(['alone too']);
});

it('one that fails lets the next in and is told of it', async () => {
  const { begin, settled, end } = creates(new CreationGate());
  const failing = begin('failing', { alone: true });
  void begin('next');
  await settled();
  end('failing', new Error('no room'));
  await expect(failing).rejects.toThrow('no room');
  expect(await settled()).toEqual(['next']);
});
