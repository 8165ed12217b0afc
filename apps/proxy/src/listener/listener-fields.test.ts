/** Fields of listeners beside their chains: access logs, rates, the choice of chains by a matcher, old ways to say things. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Listener } from '@flotilla/proto'
import { tempDir } from '@flotilla/testkit'
import { Violations } from '../compile/violations.ts'
import {
  cluster,
  listener,
  type RunningProxy,
  startProxy,
  tcpFilter,
} from '../testing/running-proxy.ts'
import { echoApp, exchange, until } from '../testing/servers.ts'
import { compileKeepalive } from './socket-options.ts'

const EXTENSIONS = 'type.googleapis.com/envoy.extensions'
const ECHO = {
  name: 'echo',
  typed_config: { '@type': `${EXTENSIONS}.filters.network.echo.v3.Echo` },
}

async function proxyOf(
  t: TestContext,
  listeners: readonly object[],
  clusters: readonly object[] = [],
): Promise<RunningProxy> {
  const proxy = await startProxy({ clusters, listeners })
  t.after(() => proxy.stop())
  return proxy
}

function logTo(path: string): object {
  const line =
    '%FILTER_CHAIN_NAME% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %BYTES_RECEIVED%/%BYTES_SENT% %UPSTREAM_CLUSTER% %ACCESS_LOG_TYPE%\n'
  return {
    name: 'log',
    typed_config: {
      '@type': `${EXTENSIONS}.access_loggers.file.v3.FileAccessLog`,
      path,
      log_format: { text_format_source: { inline_string: line } },
    },
  }
}

test('the log of a listener tells of every connection, whatever became of it', async (t) => {
  const path = join(tempDir(t), 'log')
  const echo = await echoApp()
  t.after(() => echo.close())
  const chains = [
    { name: 'echo', filters: [ECHO] },
    { name: 'other', filter_chain_match: { server_names: ['a.test'] }, filters: [ECHO] },
    { name: 'tcp', filters: [tcpFilter('app')] },
  ]
  const proxy = await proxyOf(
    t,
    chains.map((chain) => listener(chain.name, [chain], { access_log: [logTo(path)] })),
    [cluster('app', [echo.port])],
  )
  const lines = (): string => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return '' // nothing was written yet
    }
  }
  assert.equal(await exchange(proxy.port('echo'), 'hello'), 'hello')
  assert.equal(await exchange(proxy.port('tcp'), 'hello'), 'hello')
  const refused = connect(proxy.port('other'), '127.0.0.1')
  refused.on('error', () => undefined)
  refused.write('x')
  await until(() => lines().split('\n').length === 4)
  assert.deepEqual(lines().trim().split('\n').toSorted(), [
    '- NR filter_chain_not_found 0/0 - NotSet',
    'echo - - 5/5 - NotSet',
    'tcp - - 5/5 app NotSet',
  ])
})

test('a listener takes so many connections at a time', async (t) => {
  const limit = {
    name: 'limit',
    typed_config: {
      '@type': `${EXTENSIONS}.filters.listener.local_ratelimit.v3.LocalRateLimit`,
      stat_prefix: 'l',
      token_bucket: { max_tokens: 2, fill_interval: '3600s' },
    },
  }
  const proxy = await proxyOf(t, [
    listener('l', [{ filters: [ECHO] }], { listener_filters: [limit] }),
  ])
  assert.equal(await exchange(proxy.port('l'), 'a'), 'a')
  assert.equal(await exchange(proxy.port('l'), 'b'), 'b')
  assert.equal(await heard(proxy.port('l')), '')
})

const named = (value: string): object => ({
  action: {
    name: value,
    typed_config: { '@type': 'type.googleapis.com/google.protobuf.StringValue', value },
  },
})

function says(name: string): object {
  const typed = `${EXTENSIONS}.filters.network.direct_response.v3.Config`
  return {
    name,
    filters: [{ name, typed_config: { '@type': typed, response: { inline_string: name } } }],
  }
}

/** What the server says; empty where it says nothing. */
async function heard(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let said = ''
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    said += chunk
  })
  await new Promise((resolve) => socket.once('close', resolve))
  return said
}

test('a matcher names the chain, a name without a chain ends the connection', async (t) => {
  const input = (type: string): object => ({
    name: type,
    typed_config: { '@type': `${EXTENSIONS}.matching.common_inputs.network.v3.${type}` },
  })
  const byTransport = (map: object, on_no_match?: object): object => ({
    filter_chain_matcher: {
      matcher_tree: { input: input('TransportProtocolInput'), exact_match_map: { map } },
      ...(on_no_match === undefined ? {} : { on_no_match }),
    },
    default_filter_chain: says('default'),
  })
  const chains = [says('one'), says('two')]
  const proxy = await proxyOf(t, [
    listener('hit', chains, byTransport({ raw_buffer: named('two') })),
    listener('none', chains, byTransport({ tls: named('two') })),
    listener('fallback', chains, byTransport({ tls: named('two') }, named('one'))),
    listener('nowhere', chains, byTransport({ raw_buffer: named('three') })),
  ])
  assert.equal(await heard(proxy.port('hit')), 'two')
  assert.equal(await heard(proxy.port('none')), 'default')
  assert.equal(await heard(proxy.port('fallback')), 'one')
  assert.equal(await heard(proxy.port('nowhere')), '')
})

test('the old field of a chain reads a PROXY header', async (t) => {
  const proxy = await proxyOf(t, [listener('l', [{ filters: [ECHO], use_proxy_proto: true }])])
  assert.equal(await exchange(proxy.port('l'), 'PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\nhi'), 'hi')
  assert.equal(await heard(proxy.port('l')), '')
})

test('keepalive is read from its field and from socket options, others are refused', () => {
  const of = (json: object) => {
    const parsed = Listener.fromJson(json)
    assert.ok(parsed.kind === 'ok', JSON.stringify(parsed))
    const at = new Violations()
    const spec = compileKeepalive(parsed.message, at)
    return at.count > 0 ? at.all.map((one) => one.path).join() : spec
  }
  assert.equal(of({}), null)
  assert.deepEqual(of({ tcp_keepalive: { keepalive_time: 5 } }), {
    timeSec: 5,
    intervalSec: 75,
    probes: 9,
  })
  const option = (level: number, name: number, int_value: number) => ({ level, name, int_value })
  const keepalive = [option(1, 9, 1), option(6, 4, 10), option(6, 5, 11), option(6, 6, 3)]
  assert.deepEqual(of({ socket_options: keepalive }), { timeSec: 10, intervalSec: 11, probes: 3 })
  assert.equal(of({ socket_options: [option(1, 9, 0)], tcp_keepalive: {} }), null)
  assert.equal(of({ socket_options: [option(1, 2, 1), option(6, 1, 1)] }), null)
  assert.equal(of({ socket_options: [option(6, 1, 1), option(6, 1, 0)] }), 'socket_options[1]')
  assert.equal(of({ socket_options: [option(1, 8, 4096)] }), 'socket_options[0]')
})
