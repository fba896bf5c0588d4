// What a publish costs in a catalog of ten thousand providers: requests and bytes at the socket, which no machine disturbs.
import { createViteServer } from 'vitest/node';

const providers = Number(process.argv[2] ?? 10_000);
const server = await createViteServer({
  server: { middlewareMode: true, ws: false, watch: null },
  appType: 'custom',
  optimizeDeps: { noDiscovery: true },
  logLevel: 'error',
});
try {
  const { measureTraffic } = await server.ssrLoadModule('/test/publish/cases/traffic-measurement.ts');
  console.log(`publish into a catalog of ${providers} providers`);
  for (const { what, action, requests, bytes } of await measureTraffic(providers)) {
    const size = `${(bytes / 1024).toFixed(1)} KiB`;
    console.log(`${what.padEnd(42)} ${action.padEnd(8)} ${String(requests).padStart(3)} requests ${size.padStart(10)}`);
  }
} finally {
  await server.close();
}
