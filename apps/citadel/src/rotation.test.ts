/** Certificates of eight seconds under continuous calls: everything rotates, no call fails. */
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

/** A busy machine may take all that lies between a renewal, at 40 % of it, and the end: nearly five seconds. */
const LIFE_SEC = 8
/** The first certificate ends within the third: all connections live on certificates that replaced it. */
const LIVES = 4
const handles = watchHandles()
after(() => handles.check())

test('no call fails while all certificates live eight seconds', { timeout: 120_000 }, async (t) => {
  const config = parseConfig([
    ...['--state', tempDir(t), '--grpc-port', '0', '--monitoring-port', '0'],
    ...['--workload-cert-ttl', `${LIFE_SEC}s`],
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
      random: () => 0,
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
    channel.unary(HealthService.check, { service: '' }, { deadlineMs: 10_000 })
  const kept = open()
  t.after(() => kept.close())
  const firstEndsMs = Math.max(client.notAfterMs() ?? 0, server.notAfterMs() ?? 0)
  /** Calls that began in each life of the client's certificate and of the server's. */
  const calls = new Map<string, number>()
  const isOver = (): boolean =>
    systemClock.wallMs() > firstEndsMs &&
    [client, server].every((agent) => agent.stats.obtained >= LIVES)
  while (!isOver()) {
    for (const agent of [client, server]) {
      const life = `${agent.spiffeId} ${agent.stats.obtained}`
      calls.set(life, (calls.get(life) ?? 0) + 2)
    }
    const fresh = open()
    try {
      await Promise.all([call(kept), call(fresh)])
    } finally {
      fresh.close()
    }
  }
  for (const agent of [client, server]) {
    for (let life = 1; life < LIVES; life++)
      assert.ok(calls.has(`${agent.spiffeId} ${life}`), `no call in life ${life}: ${[...calls]}`)
    assert.equal(agent.stats.failures, 0)
  }
  t.diagnostic(`calls in each life: ${[...calls.values()].join(' ')}`)
})
