/** DNS servers of the configuration: whether they are asked over TCP, and what the machine knows by itself. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { Cluster } from '@flotilla/proto'
import { tempDir } from '@flotilla/testkit'
import { Violations } from '../compile/violations.ts'
import { fromHostsFile } from './hosts-file.ts'
import { compileNameServers, type NameServers, serverResolve } from './name-servers.ts'

function compile(value: object): NameServers | null {
  const parsed = Cluster.fromJson({ name: 'c', ...value })
  if (parsed.kind === 'bad') assert.fail(JSON.stringify(parsed.violations))
  const at = new Violations()
  const servers = compileNameServers(parsed.message, at)
  assert.deepEqual(at.all, [])
  return servers
}

test('TCP is asked for by any of the fields', () => {
  const system = { addresses: [], isFallback: false, usesTcp: true }
  const resolvers = [{ socket_address: { address: '127.0.0.1', port_value: 53 } }]
  const options = { use_tcp_for_dns_lookups: true }
  assert.deepEqual(compile({ use_tcp_for_dns_lookups: true }), system)
  assert.deepEqual(
    compile({ dns_resolution_config: { resolvers, dns_resolver_options: options } }),
    { addresses: ['127.0.0.1:53'], isFallback: false, usesTcp: true },
  )
  const typed = (fields: object): object => ({
    typed_dns_resolver_config: {
      name: 'cares',
      typed_config: {
        '@type':
          'type.googleapis.com/envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig',
        ...fields,
      },
    },
  })
  assert.deepEqual(compile(typed({ dns_resolver_options: options })), system)
  assert.equal(compile(typed({})), null)
  // The newest field that is set counts.
  assert.equal(compile({ ...typed({}), use_tcp_for_dns_lookups: true }), null)
})

test('servers are asked over TCP where that is wanted, and over UDP where not', async () => {
  const before = process.env['RES_OPTIONS']
  const udp = createSocket('udp4')
  udp.bind(0, '127.0.0.1')
  await once(udp, 'listening')
  const tcp = createServer((socket) => socket.destroy())
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const bound = tcp.address()
  const ask = (port: number, usesTcp: boolean): void => {
    const servers = { addresses: [`127.0.0.1:${port}`], isFallback: false, usesTcp }
    // Nobody answers, and the question is all that matters.
    serverResolve(servers)('name.test', 4, false).catch(() => undefined)
  }
  ask(typeof bound === 'object' && bound !== null ? bound.port : 0, true)
  await once(tcp, 'connection')
  ask(udp.address().port, false)
  await once(udp, 'message')
  tcp.close()
  udp.close()
  assert.equal(process.env['RES_OPTIONS'], before)
})

test('the hosts file is looked into first, and localhost is this machine', async (t) => {
  const dir = tempDir(t)
  const file = join(dir, 'hosts')
  writeFileSync(file, '10.0.0.1 one two # three\n::2\tTWO\n# 10.0.0.3 one\n')
  const cases: readonly (readonly [string, 0 | 4 | 6, readonly string[]])[] = [
    ['one', 0, ['10.0.0.1']],
    ['Two', 0, ['10.0.0.1', '::2']],
    ['two', 6, ['::2']],
    ['three', 0, []],
    ['localhost', 4, ['127.0.0.1']],
    ['a.localhost', 0, ['127.0.0.1', '::1']],
  ]
  for (const [name, family, expected] of cases)
    assert.deepEqual(await fromHostsFile(name, family, file), expected, name)
  assert.deepEqual(await fromHostsFile('one', 0, join(dir, 'none')), [])
  const servers = { addresses: ['127.0.0.1:1'], isFallback: false, usesTcp: true }
  assert.deepEqual((await serverResolve(servers)('localhost', 4, false)).addresses, ['127.0.0.1'])
})
