import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { bindLightly } from '../../../src/conformance/client/light-binding.js';

bindLightly();
const storage = new AsyncLocalStorage<string>();
const resource = storage.run('inside', () => new AsyncResource('test'));

test('what is bound runs in the scope of the resource', () => {
  expect(resource.bind(() => storage.getStore())()).toBe('inside');
});

test('what is bound gets its values and answers', () => {
  expect(resource.bind((a: number, b: number) => a + b)(1, 2)).toBe(3);
});

test('what is bound keeps the this of its caller', () => {
  const caller = {
    name: 'caller',
    read: resource.bind(function read(this: { name: string }) {
      return this.name;
    }),
  };
  expect(caller.read()).toBe('caller');
});

test('a this that was given at the binding comes before that of the caller', () => {
  const given = { name: 'given' };
  function name(this: { name: string }) {
    return this.name;
  }
  expect(AsyncResource.bind(name, 'test', given).call({ name: 'caller' })).toBe('given');
});

test('what is bound carries no accessor that warns of its deprecation', () => {
  expect(Object.getOwnPropertyNames(resource.bind(() => undefined))).not.toContain('asyncResource');
});
