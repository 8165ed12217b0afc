/** Sessions: the endpoint that a cookie or header names gets the request, and callers are told which it was. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Harness } from '../http/testing/proxy-harness.ts'

const TYPE = 'type.googleapis.com/envoy.extensions.'

function filter(kind: string, value: object, more: object = {}): unknown {
  return {
    name: 'session',
    typed_config: {
      '@type': `${TYPE}filters.http.stateful_session.v3.StatefulSession`,
      session_state: {
        name: `envoy.http.stateful_session.${kind.toLowerCase()}`,
        typed_config: {
          '@type': `${TYPE}http.stateful_session.${kind.toLowerCase()}.v3.${kind}BasedSessionState`,
          ...value,
        },
      },
      ...more,
    },
  }
}

async function harness(t: TestContext, one: unknown): Promise<Harness> {
  const started = await Harness.start({ filters: [one] })
  t.after(() => started.close())
  return started
}

test('a caller is told its endpoint, and the cluster is asked for it', async (t) => {
  const proxy = await harness(t, filter('Header', { name: 'x-s' }, { stat_prefix: 'p' }))
  const client = await proxy.client()
  const endpoint = proxy.cluster.hosts[0]?.label ?? ''
  const first = await client.call('GET /')
  const named = first.headers['x-s'] ?? ''
  assert.equal(Buffer.from(named, 'base64').toString(), endpoint)
  assert.equal(proxy.cluster.picks[0]?.override ?? null, null)
  const second = await client.call('GET /', `x-s: ${named}\r\n`)
  assert.equal(second.headers['x-s'], undefined)
  assert.equal(proxy.cluster.picks[1]?.override?.label, endpoint)
  assert.equal(proxy.stats.filters['stateful_session.p.routed'], 1)
  assert.equal(proxy.stats.filters['stateful_session.p.failed_open'], 1)
})

test('a cookie holds the endpoint until it ends, for its path', async (t) => {
  const proxy = await harness(
    t,
    filter('Cookie', { cookie: { name: 's', path: '/a', ttl: '60s' } }),
  )
  const client = await proxy.client()
  const response = await client.call('GET /a/b')
  const cookie = /^s="([A-Za-z0-9+/=]+)"; Max-Age=60; Path=\/a; HttpOnly$/.exec(
    response.headers['set-cookie'] ?? '',
  )
  assert.ok(cookie !== null)
  await client.call('GET /a', `cookie: s="${cookie[1]}"\r\n`)
  assert.equal(proxy.cluster.picks.at(-1)?.override?.label, proxy.cluster.hosts[0]?.label)
  assert.equal((await client.call('GET /ab')).headers['set-cookie'], undefined)
})

test('a state that is not one of the kinds here is refused', async () => {
  const bad = filter('Header', { name: '' })
  await assert.rejects(Harness.start({ filters: [bad] }), /session_state\.typed_config\.name/)
})
