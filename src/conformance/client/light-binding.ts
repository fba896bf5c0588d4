import { AsyncResource } from 'node:async_hooks';

type Bound = (this: unknown, ...values: unknown[]) => unknown;

/** Runs the function in the resource's scope, with the `this` of its caller unless one is given. */
function bind(this: AsyncResource, run: Bound, self?: unknown): Bound {
  const resource = this;
  return function bound(this: unknown, ...values: unknown[]) {
    return resource.runInAsyncScope(run, self ?? this, ...values);
  };
}

/**
 * Node's own AsyncResource#bind also gives what it binds two accessors that warn of their deprecation, each time anew, and
 * node:http2 binds one function a request: a twentieth of a run of VCTS. Nobody reads them, so this process does without.
 */
export function bindLightly(): void {
  AsyncResource.prototype.bind = bind as typeof AsyncResource.prototype.bind;
}
