/** `flotilla run` and `exec`: a workload that comes and goes. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../cli.ts'
import { freePort } from '../http.ts'
import { eventually, type Mesh } from '../mesh.ts'
import { BOTH, type Scenario } from '../scenario.ts'

const ROUTE = `
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: {name: hello}
spec:
  hosts: [hello]
  http:
  - match: [{uri: {prefix: /redirected}}]
    redirect: {uri: /hello.txt}
  - route: [{destination: {host: hello}}]
    headers: {response: {set: {x-routed: "yes"}}}
`

export const workloads: readonly Scenario[] = [
  {
    name: 'run: a Python server joins by name with mutual TLS, is routed, and disappears',
    modes: BOTH,
    run: async (mesh) => {
      const folder = mkdtempSync(join(tmpdir(), 'flt-hello-'))
      const port = String(await freePort())
      writeFileSync(join(folder, 'hello.txt'), 'hello from python\n')
      const server = spawn(
        'node',
        [
          join(ROOT, 'bin', 'flotilla.mjs'),
          'run',
          '--state',
          mesh.stateDir,
          '--name',
          'hello',
          '--service',
          'hello',
          '--port',
          port,
          '--',
          'python3',
          '-m',
          'http.server',
          port,
          '--directory',
          folder,
        ],
        { stdio: 'ignore' },
      )
      server.on('error', () => undefined) // its exit is awaited below
      const ended = once(server, 'exit')
      const url = `http://hello:${port}`
      try {
        await eventually('hello answers by name', 15_000, async () =>
          assert.match(await curl(mesh, `${url}/hello.txt`), /hello from python/),
        )
        await mesh.applyText(ROUTE)
        assert.match(await curl(mesh, `${url}/hello.txt`, '-i'), /x-routed: yes/i)
        assert.match(await curl(mesh, `${url}/redirected`, '-i'), /^HTTP\/1\.1 301/)
        await eventually('hello is ready', 5_000, async () => {
          const hello = (await mesh.status()).workloads.find((w) => w.name === 'hello')
          assert.equal(hello?.proxy.identity, 'spiffe://cluster.local/ns/default/sa/hello')
          assert.equal(hello?.proxy.state, 'ready')
        })
        const deleted = await mesh.cli(['delete', 'virtualservice', 'hello'])
        assert.equal(deleted.code, 0, deleted.stderr)
      } finally {
        server.kill('SIGTERM')
        await ended
        rmSync(folder, { recursive: true, force: true })
      }
      assert.ok(!(await mesh.status()).workloads.some((w) => w.name === 'hello'))
      await eventually('the name leads nowhere', 5_000, async () => {
        const result = await mesh.cli([
          'exec',
          'productpage-v1',
          '--',
          'curl',
          '-s',
          '-m',
          '3',
          '-o',
          '/dev/null',
          '-w',
          '%{http_code}',
          `${url}/hello.txt`,
        ])
        assert.notEqual(result.stdout, '200')
      })
    },
  },
  {
    name: 'exec: applications reach each other by name, outside names are not swallowed',
    modes: BOTH,
    run: async (mesh) => {
      const reviews = await mesh.cli([
        'exec',
        'productpage-v1',
        '--',
        'curl',
        '-s',
        '-m',
        '5',
        'http://reviews:9080/reviews/0',
      ])
      assert.equal(reviews.code, 0, reviews.stderr)
      assert.match(reviews.stdout, /"reviews"/)
      const qualified = await mesh.cli([
        'exec',
        'reviews-v1',
        '--',
        'curl',
        '-s',
        '-m',
        '5',
        'http://ratings.default.svc.cluster.local:9080/ratings/0',
      ])
      assert.match(qualified.stdout, /"ratings"/)
    },
  },
]

async function curl(mesh: Mesh, url: string, ...flags: readonly string[]): Promise<string> {
  const result = await mesh.cli([
    'exec',
    'productpage-v1',
    '--',
    'curl',
    '-s',
    '-m',
    '5',
    ...flags,
    url,
  ])
  assert.equal(result.code, 0, `curl ended with ${result.code}: ${result.stderr}`)
  return result.stdout
}
