/** Properties over messages of every type: reading undoes writing in bytes and in JSON, and no bytes do anything but fail well. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf } from '@flotilla/errors'
import fc from 'fast-check'
import {
  Bootstrap,
  Cluster,
  HttpConnectionManager,
  type JsonValue,
  Listener,
  RouteConfiguration,
  Struct,
} from './index.ts'

const json: fc.Arbitrary<Record<string, JsonValue>> = fc.dictionary(
  fc.string(),
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>, // its values are JSON
)

test('any JSON object survives as a Struct', () => {
  fc.assert(
    fc.property(json, (value) => {
      const clean = JSON.parse(JSON.stringify(value))
      assert.deepEqual(Struct.decode(Struct.encode(clean)), clean)
    }),
  )
})

const TYPES = [Bootstrap, Cluster, HttpConnectionManager, Listener, RouteConfiguration, Struct]

test('random bytes are read or refused with a code, and what is read can be written and printed', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), fc.uint8Array({ maxLength: 64 }), (type, input) => {
      let message: unknown
      try {
        message = type.decode(input)
      } catch (error) {
        assert.equal(codeOf(error), 'FLT_PROTO_MALFORMED')
        return
      }
      const again = type.decode(type.encode(message as never)) // of this very type
      assert.deepEqual(again, message)
      type.toJson(message as never)
      type.decodeStrict(input)
    }),
    { numRuns: 2000 },
  )
})

test('a mutated message is read or refused with a code', () => {
  const parsed = RouteConfiguration.fromJson({
    name: '9080',
    virtual_hosts: [
      {
        name: 'reviews',
        domains: ['reviews', '*'],
        routes: [
          {
            match: {
              prefix: '/',
              headers: [{ name: 'end-user', string_match: { exact: 'jason' } }],
            },
            route: { weighted_clusters: { clusters: [{ name: 'a', weight: 1 }] }, timeout: '1.5s' },
            typed_per_filter_config: { x: { '@type': Struct.typeUrl, value: { a: [1] } } },
          },
        ],
      },
    ],
  })
  assert.ok(parsed.kind === 'ok')
  const bytes = RouteConfiguration.encode(parsed.message)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, end) => {
      const mutated = bytes.slice(0, end)
      if (at < end) mutated[at] = value
      try {
        const message = RouteConfiguration.decode(mutated)
        assert.deepEqual(RouteConfiguration.decode(RouteConfiguration.encode(message)), message)
      } catch (error) {
        assert.equal(codeOf(error), 'FLT_PROTO_MALFORMED')
      }
    }),
    { numRuns: 2000 },
  )
})
