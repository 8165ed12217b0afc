/** What an automatic host rewrite leaves in the request's headers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeStream } from '../../mixer/fake-stream.ts'
import type { Host } from '../../upstream/types.ts'
import type { ServerStream } from '../downstream/server-stream.ts'
import { headerValue } from '../headers.ts'
import type { ClusterTarget } from '../route/route.ts'
import { applyAutoHost, RouterHead } from './upstream-head.ts'

test('the host before an automatic rewrite is appended once to x-forwarded-host', () => {
  const stream = { ...fakeStream({ requestHeaders: ['x-forwarded-host', 'old'] }), upgrade: '' }
  const head = new RouterHead(stream as unknown as ServerStream, '/', 'b.test') // a head reads only what HttpStream has, and the upgrade
  const target = { hostRewrite: { kind: 'auto' } } as unknown as ClusterTarget // nothing else is read
  const host = { hostname: 'localhost' } as unknown as Host // nothing else is read
  for (let attempt = 0; attempt < 2; attempt++) applyAutoHost(head, target, host, true)
  assert.equal(head.host, 'localhost')
  assert.equal(headerValue(head.headers, 'x-forwarded-host'), 'old,b.test')
  assert.equal(headerValue(head.headers, 'x-envoy-original-host'), 'b.test')
})
