// Takes from Kubernetes' OpenAPI description what the manifests of templates/ use. Run it with the path of a swagger.json,
// api/openapi-spec/swagger.json of the Go module k8s.io/kubernetes: node extract-openapi.mjs SWAGGER VERSION
import { readFileSync, writeFileSync } from 'node:fs';

const [path, version] = process.argv.slice(2);
const { definitions } = JSON.parse(readFileSync(path, 'utf8'));
const roots = ['io.k8s.api.batch.v1.Job'];
const wanted = new Map();

function take(name) {
  if (wanted.has(name)) return;
  wanted.set(name, undefined);
  wanted.set(name, strict(definitions[name]));
}

/** Without texts, and with unknown fields refused, as the API server does under strict field validation. */
function strict(schema) {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== 'object') return schema;
  const { description: _, default: __, $ref, ...rest } = schema;
  if ($ref) {
    take($ref.replace('#/definitions/', ''));
    return { $ref };
  }
  const kept = Object.entries(rest).filter(([key]) => !key.startsWith('x-'));
  const result = Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'properties' ? all(value) : strict(value)]),
  );
  return result.properties && !result.additionalProperties ? { ...result, additionalProperties: false } : result;
}

const all = (properties) => Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, strict(value)]));

for (const root of roots) take(root);
const sorted = Object.fromEntries([...wanted].sort(([a], [b]) => (a < b ? -1 : 1)));
// Quantities and ports are texts or numbers: the description says "string" of the first and has a format for the second.
for (const name of [
  'io.k8s.apimachinery.pkg.api.resource.Quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
]) {
  if (name in sorted) sorted[name] = { type: ['string', 'integer'] };
}
const target = new URL('../../fixtures/kubernetes/openapi-definitions.json', import.meta.url);
writeFileSync(target, `${JSON.stringify({ version, definitions: sorted })}\n`);
