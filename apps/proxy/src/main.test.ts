/** The program: flags, how it starts, how it ends, and what it says when it cannot. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { tempDir } from '@flotilla/testkit'
import { address, cluster, listener, tcpFilter } from './testing/running-proxy.ts'
import { echoApp } from './testing/servers.ts'

const MAIN = new URL('main.ts', import.meta.url).pathname

interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function bootstrap(staticResources: object): string {
  return JSON.stringify({
    node: { id: 'a', metadata: { FLOTILLA: { drainSec: 1 } } },
    admin: { address: address(0) },
    static_resources: staticResources,
  })
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args])
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  const ended = once(child, 'close').then(([code]): Run => ({ code, stdout, stderr }))
  const ready = async (): Promise<string> => {
    while (!stdout.includes('\n')) await once(child.stdout, 'data')
    return stdout
  }
  return { child, ended, ready }
}

test('it says once where it is reached, serves, and ends with 0 when asked to', async (t) => {
  const app = await echoApp()
  const file = join(tempDir(t), 'b.json')
  const port = app.port
  writeFileSync(
    file,
    bootstrap({
      clusters: [cluster('app', [port])],
      listeners: [listener('l', [{ filters: [tcpFilter('app')] }])],
    }),
  )
  const { child, ended, ready } = start(['-c', file])
  const line = JSON.parse(await ready())
  assert.equal(line.event, 'ready')
  assert.equal(line.kind, 'proxy')
  const listening = await (await fetch(`http://${line.addresses.http}/listeners`)).text()
  const socket = connect(Number(/:(\d+)\n/.exec(listening)?.[1]), '127.0.0.1')
  socket.write('hello')
  assert.equal(String((await once(socket, 'data'))[0]), 'hello')
  child.kill('SIGTERM')
  // The connection does not end by itself: it is closed when the drain time is over.
  await once(socket.resume(), 'close')
  const { code, stdout } = await ended
  assert.equal(code, 0)
  assert.equal(stdout.split('\n').length, 2)
  await app.close()
})

test('wrong flags end with 2, a file that cannot be used with 1 and the reason', async (t) => {
  const dir = tempDir(t)
  const bad = join(dir, 'bad.yaml')
  writeFileSync(bad, 'node: {id: a}\nadmin:\n  nope: 1\n')
  const app = await echoApp()
  const taken = join(dir, 'taken.json')
  const listening = listener('l', [{ filters: [tcpFilter('app')] }], { address: address(app.port) })
  writeFileSync(taken, bootstrap({ listeners: [listening] }))
  const invalid = join(dir, 'invalid.json')
  writeFileSync(
    invalid,
    bootstrap({
      clusters: [{ name: 'c', lb_policy: 'MAGLEV', maglev_lb_config: { table_size: 4 } }],
    }),
  )
  const cases: [string[], number, RegExp][] = [
    [[], 2, /required option '-c, --config-path <file>'/],
    [['-c', bad, '--concurrency', '65'], 2, /must be a whole number from 1 to 64/],
    [['--help'], 0, /^$/],
    [['-c', '/nowhere.yaml'], 1, /cannot read bootstrap \/nowhere\.yaml: there is no such file/],
    [['-c', bad], 1, new RegExp(`${bad}:3:3: admin\\.nope: `)],
    [
      ['-c', invalid, '--validate'],
      1,
      /invalid\.json:\d+:\d+: static_resources\.clusters\[0\]\.maglev_lb_config\.table_size: must be a prime/,
    ],
    [
      ['-c', taken],
      1,
      new RegExp(
        `listener l cannot listen on 127\\.0\\.0\\.1:${app.port}: the address is already in use`,
      ),
    ],
  ]
  const runs = await Promise.all(cases.map(([args]) => start(args).ended))
  for (const [i, [args, code, stderr]] of cases.entries()) {
    assert.equal(runs[i]?.code, code, `${args.join(' ')}: ${runs[i]?.stderr}`)
    assert.match(runs[i]?.stderr ?? '', stderr, args.join(' '))
  }
  assert.match(runs[2]?.stdout ?? '', /Examples:\n {2}flotilla proxy -c/)
  await app.close()
})

test('--validate tells every fault of every part, in the order of the file', async (t) => {
  const file = join(tempDir(t), 'b.yaml')
  writeFileSync(
    file,
    [
      'stats_config: {stats_tags: [{tag_name: a, regex: b}]}',
      'overload_manager: {actions: [{name: nope, triggers: [{name: x, threshold: {value: 2}}]}]}',
      'static_resources:',
      '  clusters:',
      '  - {name: c, lb_policy: MAGLEV, maglev_lb_config: {table_size: 4}}',
      '  - {name: c}',
    ].join('\n'),
  )
  const { code, stderr, stdout } = await start(['-c', file, '--validate']).ended
  assert.deepEqual([code, stdout], [1, ''])
  const places = stderr
    .trim()
    .split('\n')
    .map((line) => /:(\d+):\d+: ([\w.[\]]+): /.exec(line)?.slice(1, 3).join(' '))
  assert.deepEqual(places, [
    '1 stats_config.stats_tags[0].regex',
    '2 overload_manager.actions[0].name',
    '5 static_resources.clusters[0].maglev_lb_config.table_size',
    '6 static_resources.clusters[1].name',
  ])
})

test('--validate says OK and opens nothing', async (t) => {
  const file = join(tempDir(t), 'b.json')
  writeFileSync(file, bootstrap({ listeners: [listener('l', [{ filters: [tcpFilter('app')] }])] }))
  const { code, stdout, stderr } = await start(['-c', file, '--validate']).ended
  assert.equal(code, 0, stderr)
  assert.equal(stdout, `${file}: OK\n`)
})
