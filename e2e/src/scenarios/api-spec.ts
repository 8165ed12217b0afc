/** An HTTPAPISpec bound to productpage: a rule decides by the operation and by the API key. */
import assert from 'node:assert/strict'
import { fetchOnce } from '../http.ts'
import { eventually, type Mesh } from '../mesh.ts'
import { BOTH, type Scenario } from '../scenario.ts'

const OBJECTS = `
apiVersion: config.istio.io/v1alpha2
kind: HTTPAPISpec
metadata: {name: bookinfo}
spec:
  attributes: {attributes: {api.service: {stringValue: bookinfo}}}
  patterns:
  - httpMethod: GET
    uriTemplate: /api/v1/products/{id}
    attributes: {attributes: {api.operation: {stringValue: getProduct}}}
---
apiVersion: config.istio.io/v1alpha2
kind: HTTPAPISpecBinding
metadata: {name: bookinfo}
spec: {services: [{name: productpage}], apiSpecs: [{name: bookinfo}]}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: apikey}
spec: {compiledAdapter: denier, params: {status: {code: 16, message: no API key}}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: apikey}
spec: {compiledTemplate: checknothing}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: apikey}
spec:
  match: (api.service | "") == "bookinfo" && (api.operation | "") == "getProduct" && (request.api_key | "") != "open"
  actions: [{handler: apikey, instances: [apikey]}]
`
const PRODUCT = '/api/v1/products/0'

export const apiSpec: readonly Scenario[] = [
  {
    name: 'HTTPAPISpec: an operation of productpage wants an API key',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.applyText(OBJECTS)
      try {
        await eventually('the operation is refused without a key', 8_000, async () =>
          assert.equal(await statusOf(mesh, PRODUCT), 401),
        )
        assert.equal(await statusOf(mesh, `${PRODUCT}?key=wrong`), 401)
        assert.equal(await statusOf(mesh, `${PRODUCT}?key=open`), 200)
        assert.equal(await statusOf(mesh, PRODUCT, { 'x-api-key': 'open' }), 200)
        assert.equal(await statusOf(mesh, '/api/v1/products'), 200)
        assert.equal(await statusOf(mesh, '/productpage'), 200)
      } finally {
        const removed = await mesh.cli(['delete', '-f', '-'], OBJECTS)
        assert.equal(removed.code, 0, removed.stderr)
        await mesh.settled()
      }
      await eventually('nobody is refused any more', 8_000, async () =>
        assert.equal(await statusOf(mesh, PRODUCT), 200),
      )
    },
  },
]

async function statusOf(
  mesh: Mesh,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  return (await fetchOnce(`${mesh.url}${path}`, { headers })).status
}
