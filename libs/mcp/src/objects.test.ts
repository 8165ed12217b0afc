/** Objects keep everything on their way through MCP. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Any, McpMetadata, McpResource } from '@flotilla/proto'
import { toObject, toResource } from './index.ts'

test('an object comes back as it went', () => {
  const object = {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'VirtualService',
    metadata: {
      name: 'reviews',
      namespace: 'default',
      labels: { a: 'b' },
      annotations: { c: 'd/e' },
      creationMs: 1_700_000_000_123,
      version: '7',
    },
    spec: {
      hosts: ['reviews'],
      http: [{ timeout: '1.5s', route: [{ weight: 0, destination: { host: 'x' } }], fault: null }],
    },
    source: null,
  }
  assert.deepEqual(toObject(McpResource.decode(McpResource.encode(toResource(object)))), object)
})

test('a resource that is not one of ours is told apart', () => {
  const metadata = McpMetadata.create({ name: 'a/b' })
  assert.equal(toObject(McpResource.create({ metadata })), null)
  assert.equal(
    toObject(
      McpResource.create({
        metadata,
        body: Any.create({ typeUrl: 'type.googleapis.com/istio.Other' }),
      }),
    ),
    null,
  )
})
