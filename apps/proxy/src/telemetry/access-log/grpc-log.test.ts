/** Entries of streams arrive at a real collector, with who sends them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChannel, startServer } from '@flotilla/grpc'
import {
  AccessLogService,
  HttpGrpcAccessLogConfig,
  type StreamAccessLogsMessage,
} from '@flotilla/proto'
import { systemClock } from '@flotilla/time'
import { Violations } from '../../compile/violations.ts'
import { fakeStream } from '../../mixer/fake-stream.ts'
import { GrpcLogs } from './grpc-log.ts'

const CONFIG = {
  common_config: {
    log_name: 'calls',
    grpc_service: { envoy_grpc: { cluster_name: 'collector' } },
    buffer_flush_interval: '0.01s',
    custom_tags: [
      { tag: 'fixed', literal: { value: 'one' } },
      { tag: 'user', request_header: { name: 'End-User' } },
      { tag: 'absent', request_header: { name: 'x-none' } },
      { tag: 'default', request_header: { name: 'x-none', default_value: 'none' } },
      { tag: 'env', environment: { name: 'NO_SUCH_VARIABLE', default_value: 'unset' } },
    ],
  },
  additional_request_headers_to_log: ['End-User'],
}

test('a collector gets the entries', async (t) => {
  const arrived = Promise.withResolvers<StreamAccessLogsMessage>()
  const server = await startServer({
    address: '127.0.0.1:0',
    tls: 'plaintext',
    services: [
      {
        definition: AccessLogService,
        implementation: {
          streamAccessLogs: (call: {
            on(event: 'data', listener: (message: StreamAccessLogsMessage) => void): void
          }) => call.on('data', arrived.resolve),
        },
      },
    ],
  })
  const logs = new GrpcLogs({
    clock: systemClock,
    node: { id: 'n1', cluster: 'c1' },
    openChannel: () =>
      openChannel({
        target: `127.0.0.1:${server.port}`,
        identity: null,
        expectedServerIds: [],
        plaintext: true,
      }),
  })
  t.after(async () => {
    logs.close()
    await server.close()
  })
  const parsed = HttpGrpcAccessLogConfig.fromJson(CONFIG)
  assert.ok(parsed.kind === 'ok')
  const at = new Violations()
  const logger = logs.logger(parsed.message, () => true, at)
  assert.deepEqual(at.all, [])
  logger?.log(fakeStream())
  const message = await arrived.promise
  assert.equal(message.identifier?.logName, 'calls')
  assert.equal(message.identifier?.node?.id, 'n1')
  const entry = message.httpLogs?.logEntry[0]
  assert.equal(entry?.request?.path, '/details/0?x=1&y')
  assert.equal(entry?.request?.requestMethod, 1)
  assert.equal(entry?.request?.requestHeaders.get('end-user'), 'jason')
  assert.equal(entry?.response?.responseCode, 200)
  assert.equal(entry?.commonProperties?.upstreamCluster, 'inbound|9080||')
  assert.deepEqual(Object.fromEntries(entry?.commonProperties?.customTags ?? []), {
    fixed: 'one',
    user: 'jason',
    default: 'none',
    env: 'unset',
  })
})

test('a logger without name or cluster is refused by path', () => {
  const logs = new GrpcLogs({
    clock: systemClock,
    node: { id: '', cluster: '' },
    openChannel: () => null,
  })
  const at = new Violations()
  logs.logger(HttpGrpcAccessLogConfig.create(), () => true, at)
  assert.deepEqual(
    at.all.map((one) => one.path),
    ['common_config.log_name', 'common_config.grpc_service.envoy_grpc.cluster_name'],
  )
})
