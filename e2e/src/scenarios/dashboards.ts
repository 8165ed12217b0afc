/** Istio's dashboards of the mesh, services, workloads and mixer find in a live scrape what their queries ask for. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { productPage } from '../bookinfo.ts'
import { ROOT } from '../cli.ts'
import { checkDashboard, type Series, seriesOf } from '../dashboards/check.ts'
import { fetchOnce } from '../http.ts'
import { eventually, type Mesh } from '../mesh.ts'
import { type Scenario, SHARED } from '../scenario.ts'

const DASHBOARDS = ['istio-mesh', 'istio-service', 'istio-workload', 'mixer'] as const
const ECHO_PORT = '9100'
const ECHO = `
import socketserver
class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(self.request.recv(1024))
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
Server(('', ${ECHO_PORT}), Echo).serve_forever()
`
const CALL = `
import socket
s = socket.create_connection(('tcp-echo', ${ECHO_PORT}), 5)
s.sendall(b'hello')
print(s.recv(1024).decode())
`

export const dashboards: readonly Scenario[] = [
  {
    name: "Istio's dashboards find every metric and label that they query",
    modes: ['netns'],
    run: async (mesh) => {
      await withEcho(mesh, async () => {
        await productPage(mesh.url)
        await eventually('the echo answers by name', 15_000, () => callEcho(mesh))
        await eventually('everything is found', 15_000, async () => {
          // The first call may have been made while the listener of the new service was on its way to its caller.
          await callEcho(mesh)
          const series = await scrape(mesh)
          for (const name of DASHBOARDS) {
            const { missing } = checkDashboard(dashboard(name), series)
            assert.deepEqual(missing, [], `${name} does not find ${missing.join(', ')}`)
          }
        })
      })
      for (const name of DASHBOARDS) {
        const { queries, absent } = checkDashboard(dashboard(name), new Map())
        process.stdout.write(
          `     ${name}: ${queries} queries, without a cluster there is no ${[...absent].join(', ')}\n`,
        )
      }
    },
  },
]

function dashboard(name: string): unknown {
  const file = join(SHARED, 'samples', 'istio-1.4', 'grafana', `${name}-dashboard.json`)
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** All that Prometheus would be told to scrape: every part, and mixer's prometheus adapter. */
async function scrape(mesh: Mesh): Promise<Series> {
  const { parts } = await mesh.status()
  const addresses = parts.flatMap(({ kind, addresses: { metrics, http } }) =>
    kind === 'mixer' ? [metrics, http] : [metrics],
  )
  const pages = addresses.map(async (address) => {
    const { status, body } = await fetchOnce(`http://${address}/metrics`)
    assert.equal(status, 200, address)
    return body
  })
  return seriesOf(...(await Promise.all(pages)))
}

async function callEcho(mesh: Mesh): Promise<void> {
  const called = await mesh.cli(['exec', 'productpage-v1', '--', 'python3', '-c', CALL])
  assert.equal(called.stdout.trim(), 'hello', called.stderr)
}

/** Runs a TCP echo as a workload while `run` goes on. */
async function withEcho(mesh: Mesh, run: () => Promise<void>): Promise<void> {
  const own = ['--state', mesh.stateDir, '--name', 'tcp-echo', '--service', 'tcp-echo']
  const server = spawn(
    'node',
    [
      join(ROOT, 'bin', 'flotilla.mjs'),
      'run',
      ...own,
      '--port',
      `${ECHO_PORT}:TCP`,
      '--',
      'python3',
      '-c',
      ECHO,
    ],
    { stdio: 'ignore' },
  )
  server.on('error', () => undefined) // its exit is awaited below
  const ended = once(server, 'exit')
  try {
    await run()
  } finally {
    server.kill('SIGTERM')
    await ended
  }
}
