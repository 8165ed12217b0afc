/** The failure drill: each control-plane part is killed under load; no request may fail, and changes take effect afterwards. */
import assert from 'node:assert/strict'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { fetchOnce } from '../http.ts'
import { sendLoad } from '../load.ts'
import { eventually, Mesh, type Mode } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'

const PARTS = ['galley', 'pilot', 'citadel', 'mixer'] as const
const PER_SECOND = 200
/** Rates to try on a machine that does not carry the drill's even while every part lives. */
const SLOWER = [100, 50] as const
/** A rate is carried where nothing fails and the slowest of a hundred pages comes within this time. */
const CARRIED_P99_MS = 1_000
const PROBE_SECONDS = 2
const KILL_AFTER_MS = 1_500
/** A part that is killed is running and ready again within this time. */
const BACK_MS = 20_000

/** Kills each part once; `requests` are sent per part. */
export function drill(mode: Mode, port: number, requests: number): OwnScenario {
  return {
    name: `${mode}: kill -9 of each part under ${PER_SECOND} requests/s, ${requests} per part`,
    run: async () => {
      const mesh = await Mesh.start(mode, port)
      try {
        await mesh.applyText(NAMED_RULE)
        const perSecond = await carriedRate(mesh)
        for (const part of PARTS) await killUnderLoad(mesh, part, requests, perSecond)
      } finally {
        await mesh.stop()
      }
    },
  }
}

/** A check rule, so that requests depend on cached decisions and mixer's absence would be felt without them. */
const NAMED_RULE = `
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: drilldeny}
spec: {compiledAdapter: denier, params: {status: {code: 7, message: drill}}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: drillrequest}
spec: {compiledTemplate: checknothing}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: drillrule}
spec:
  match: (request.headers["x-drill"] | "") == "refused"
  actions: [{handler: drilldeny, instances: [drillrequest]}]
`

/** The drill is about what a kill costs, not about what the machine carries: the highest rate at which nothing fails before it. */
async function carriedRate(mesh: Mesh): Promise<number> {
  const url = `${mesh.url}/productpage`
  for (const perSecond of [PER_SECOND, ...SLOWER]) {
    const requests = perSecond * PROBE_SECONDS
    const load = { url, perSecond, requests, freshEvery: 10, until: () => true }
    await sendLoad({ ...load, maxRequests: requests }) // code that runs for the first time is slow
    const { failed, p99Ms } = await sendLoad({ ...load, maxRequests: requests })
    if (failed === 0 && p99Ms < CARRIED_P99_MS) return perSecond
    process.stdout.write(
      `     ${perSecond} requests/s are too many for this machine with nothing killed: ${failed} failed, p99 ${p99Ms.toFixed(0)} ms\n`,
    )
  }
  return assert.fail('the machine carries no rate of the drill')
}

async function killUnderLoad(
  mesh: Mesh,
  part: (typeof PARTS)[number],
  requests: number,
  perSecond: number,
): Promise<void> {
  const url = `${mesh.url}/productpage`
  // Decisions are cached before the part is killed.
  await sendLoad({
    url,
    perSecond: 50,
    requests: 100,
    freshEvery: 5,
    until: () => true,
    maxRequests: 100,
  })
  const before = (await mesh.status()).parts.find((p) => p.kind === part)
  assert.ok(before, part)
  let isBack = false
  const load = sendLoad({
    url,
    perSecond,
    requests,
    freshEvery: 10,
    until: () => isBack,
    maxRequests: requests * 3,
  })
  await delay(KILL_AFTER_MS)
  process.kill(before.pid, 'SIGKILL')
  const back = eventually(`${part} is started again`, BACK_MS, async () => {
    const after = (await mesh.status()).parts.find((p) => p.kind === part)
    assert.notEqual(after?.pid, before.pid)
    assert.equal(after?.state, 'ready')
  }).finally(() => {
    isBack = true
  })
  const [result] = await Promise.all([load, back])
  assert.ok(
    result.sent >= requests && result.fresh >= requests / 10,
    `sent ${result.sent}, ${result.fresh} on new connections`,
  )
  assert.equal(
    result.failed,
    0,
    `${part}: ${result.failed} of ${result.sent} failed\n${result.failures.join('\n')}`,
  )
  process.stdout.write(
    `     ${part}: ${result.sent} requests at ${perSecond}/s, ${result.fresh} on new connections, none failed, p50 ${result.p50Ms.toFixed(1)} ms, p99 ${result.p99Ms.toFixed(1)} ms\n`,
  )
  await changeTakesEffect(mesh)
}

/** Configuration applied after the part came back reaches both pilot's proxies and mixer. */
async function changeTakesEffect(mesh: Mesh): Promise<void> {
  await mesh.applyText(REDIRECT)
  await eventually('a route applied afterwards takes effect', 10_000, async () => {
    assert.equal((await fetchOnce(`${mesh.url}/drill`)).status, 301)
  })
  await eventually('a rule still takes effect', 10_000, async () => {
    assert.equal(
      (await fetchOnce(`${mesh.url}/productpage`, { headers: { 'x-drill': 'refused' } })).status,
      403,
    )
  })
  const deleted = await mesh.cli(['delete', 'virtualservice', 'drill'])
  assert.equal(deleted.code, 0, deleted.stderr)
  await mesh.settled()
}

const REDIRECT = `
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: {name: drill}
spec:
  hosts: ["*"]
  gateways: [bookinfo-gateway]
  http:
  - match: [{uri: {exact: /drill}}]
    redirect: {uri: /productpage}
`
