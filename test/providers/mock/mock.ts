import { afterAll, beforeAll } from 'vitest';
import { connect, type ProviderClient } from '../../support/mock-provider/provider-client.js';
import { type StartedMock, type StartMockOptions, startMock } from '../../support/mock-provider/start-mock.js';

/** A mock for the tests of a file and a client of it. */
export function mockForTests(options: StartMockOptions = {}): () => ProviderClient {
  let mock: StartedMock;
  let client: ProviderClient;
  beforeAll(async () => {
    mock = await startMock(options);
    client = connect(mock.endpoint);
  });
  afterAll(async () => {
    client.close();
    await mock.stop();
  });
  return () => client;
}
