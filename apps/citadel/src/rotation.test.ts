/** Certificates of three seconds under continuous calls: everything rotates, no call fails. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openChannel, startServer } from '@flotilla/grpc'
import { IdentityAgent } from '@flotilla/identity'

import { HealthService } from '@flotilla/proto'
import { tempDir, testSpiffeId, watchHandles } from '@flotilla/testkit'
import { systemClock } from '@flotilla/time'
import { parseConfig } from './config.ts'
import { mintToken } from './testing.ts'
import { Citadel } from './wire.ts'

const RUN_MS = 7_000
const handles = watchHandles()
after(() => handles.check())

test('no call fails while all certificates live three seconds', async (t) => {
  const config = parseConfig([
    ...['--state', tempDir(t), '--grpc-port', '0', '--monitoring-port', '0'],
    ...['--workload-cert-ttl', '3s'],
  ])
  const citadel = new Citadel(config, systemClock)
  const addresses = await citadel.start()
  t.after(() => citadel.close())
  const agentFor = async (name: string): Promise<IdentityAgent> => {
    const agent = new IdentityAgent({
      spiffeId: testSpiffeId(name),
      caAddress: addresses.grpc,
      joinToken: await mintToken(config.socketPath, testSpiffeId(name)),
      rootsPem: null,
      keyStoreDir: null,
      clock: systemClock,
    })
    t.after(() => agent.close())
    await agent.start()
    return agent
  }
  const [client, server] = [await agentFor('a'), await agentFor('b')]
  const running = await startServer({
    address: '127.0.0.1:0',
    services: [],
    tls: { identity: server, clientCertificate: 'require' },
  })
  t.after(() => running.close())
  const open = (): ReturnType<typeof openChannel> =>
    openChannel({
      target: running.address,
      identity: client,
      expectedServerIds: [testSpiffeId('b')],
    })
  const call = (channel: ReturnType<typeof openChannel>): Promise<unknown> =>
    channel.unary(HealthService.check, { service: '' }, { deadlineMs: 2_000 })
  const kept = open()
  t.after(() => kept.close())
  const untilMs = performance.now() + RUN_MS
  let calls = 0
  while (performance.now() < untilMs) {
    const fresh = open()
    try {
      await Promise.all([call(kept), call(fresh)])
    } finally {
      fresh.close()
    }
    calls += 2
  }
  assert.ok(calls > 200, `${calls} calls`)
  for (const agent of [client, server]) {
    assert.ok(agent.stats.obtained >= 4, `${agent.stats.obtained} certificates`)
    assert.equal(agent.stats.failures, 0)
  }
})
