/** The monitoring server on a real socket. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { codeOf, FlotillaError } from '@flotilla/errors'
import { Counter, Registry } from '@flotilla/metrics'
import { type AdminServer, startAdmin, VERSION } from './index.ts'

async function withAdmin(
  reasons: string[],
  run: (base: string, server: AdminServer) => Promise<void>,
): Promise<void> {
  const registry = new Registry()
  new Counter({ name: 'pilot_x_total', help: 'x', registers: [registry] }).inc(3)
  const server = await startAdmin({
    address: '127.0.0.1:0',
    kind: 'pilot',
    readiness: () => reasons,
    registry,
    routes: (app) => {
      app.get('/debug/endpointz', () => ({ endpoints: [] }))
      app.get('/fails', () => {
        throw new FlotillaError('FLT_NOT_RUNNING', 'not now')
      })
      app.get('/breaks', () => {
        throw new Error('secret detail')
      })
      app.post('/debug/push', (request) => request.body)
    },
  })
  try {
    await run(`http://${server.address}`, server)
  } finally {
    await server.close()
  }
}

test('liveness, version and metrics are served', () =>
  withAdmin([], async (base) => {
    assert.deepEqual(await (await fetch(`${base}/healthz`)).json(), { alive: true, kind: 'pilot' })
    const version = (await (await fetch(`${base}/version`)).json()) as Record<string, unknown>
    assert.equal(version['version'], VERSION)
    assert.equal(version['kind'], 'pilot')
    const metrics = await fetch(`${base}/metrics`)
    assert.match(metrics.headers.get('content-type') ?? '', /text\/plain/)
    const page = await metrics.text()
    assert.match(page, /^pilot_x_total 3$/m)
    assert.match(page, /^istio_build\{component="pilot",tag="[0-9.]+"\} 1$/m)
    assert.match(page, /^process_resident_memory_bytes [1-9]/m)
    assert.match(page, /^process_cpu_seconds_total [0-9]/m)
    if (!existsSync('/proc/self/fd')) return // what only Linux tells
    assert.match(page, /^process_virtual_memory_bytes [1-9]/m)
    assert.match(page, /^process_open_fds [1-9]/m)
  }))

test('readiness follows its reasons', () =>
  withAdmin(['no certificate yet'], async (base) => {
    const reply = await fetch(`${base}/readyz`)
    assert.equal(reply.status, 503)
    assert.deepEqual(await reply.json(), { ready: false, reasons: ['no certificate yet'] })
  }))

test('a part adds its own routes', () =>
  withAdmin([], async (base) => {
    assert.equal((await fetch(`${base}/readyz`)).status, 200)
    const debug = await fetch(`${base}/debug/endpointz`)
    assert.deepEqual(await debug.json(), { endpoints: [] })
  }))

test('errors become replies without causes', () =>
  withAdmin([], async (base) => {
    const ours = await fetch(`${base}/fails`)
    assert.equal(ours.status, 503)
    assert.deepEqual(await ours.json(), { code: 'FLT_NOT_RUNNING', error: 'not now' })
    const broken = await fetch(`${base}/breaks`)
    assert.equal(broken.status, 500)
    assert.deepEqual(await broken.json(), { error: 'internal error' })
    assert.equal((await fetch(`${base}/nothing?x=1`)).status, 404)
    const badJson = await fetch(`${base}/debug/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    })
    assert.equal(badJson.status, 400)
  }))

test('a taken port is a clear error', () =>
  withAdmin([], async (_base, server) => {
    await assert.rejects(
      startAdmin({
        address: server.address,
        kind: 'mixer',
        readiness: () => [],
        registry: new Registry(),
      }),
      (error) =>
        codeOf(error) === 'FLT_PORT_IN_USE' &&
        String(error).includes(`the monitoring port of mixer cannot listen on ${server.address}`),
    )
  }))

test('the version is that of the repository', () => {
  const root = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  assert.equal(VERSION, root.version)
})
