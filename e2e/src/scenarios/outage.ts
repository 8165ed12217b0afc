/** Outages that last: what holds without mixer, and certificates that rotate under load. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fetchOnce } from '../http.ts'
import { sendLoad } from '../load.ts'
import { eventually, Mesh } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'

const PORT = 18097
const ROTATION_TTL = '20s'
const ROTATION_SECONDS = 45

// It reads what only mixer knows, so that proxies have to ask.
const RULE = `
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: outagedeny}
spec: {compiledAdapter: denier, params: {status: {code: 7, message: no}}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: outagerequest}
spec: {compiledTemplate: checknothing}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: outagerule}
spec:
  match: (request.headers["x-outage"] | "") == "refused" && (source.labels["app"] | "") != "nobody"
  actions: [{handler: outagedeny, instances: [outagerequest]}]
`

export const outage: readonly OwnScenario[] = [
  {
    name: 'netns: without mixer cached decisions hold, what is not cached is refused, and all heals',
    run: async () => {
      const mesh = await Mesh.start('netns', PORT)
      try {
        await mesh.applyText(RULE)
        assert.equal((await page(mesh, 'known')).status, 200)
        killSupervisor(mesh)
        const mixer = (await mesh.status()).parts.find((part) => part.kind === 'mixer')
        assert.ok(mixer)
        process.kill(mixer.pid, 'SIGKILL')
        const cached = await page(mesh, 'known')
        assert.equal(cached.status, 200, `a cached decision: ${cached.body}`)
        const unknown = await page(mesh, 'never-seen')
        assert.equal(unknown.status, 503)
        assert.match(unknown.body, /^UNAVAILABLE:/)
        const again = await mesh.cli(['up', '--detach', '--mode', 'netns', '--port', String(PORT)])
        assert.equal(again.code, 0, again.stderr)
        await eventually('decisions are made again', 10_000, async () =>
          assert.equal((await page(mesh, 'never-seen')).status, 200),
        )
      } finally {
        await mesh.stop()
      }
    },
  },
  {
    name: `netns: certificates of ${ROTATION_TTL} rotate under load without a failed request`,
    run: async () => {
      const mesh = await Mesh.start('netns', PORT, ['--workload-cert-ttl', ROTATION_TTL])
      try {
        const before = await expiries(mesh)
        const requests = ROTATION_SECONDS * 50
        const result = await sendLoad({
          url: `${mesh.url}/productpage`,
          perSecond: 50,
          requests,
          freshEvery: 5,
          until: () => true,
          maxRequests: requests,
        })
        assert.equal(result.failed, 0, result.failures.join('\n'))
        const after = await expiries(mesh)
        for (const [name, at] of after)
          assert.ok(
            at > (before.get(name) ?? 0) + 15_000,
            `${name} still has its first certificate`,
          )
      } finally {
        await mesh.stop()
      }
    },
  },
]

function page(mesh: Mesh, value: string): ReturnType<typeof fetchOnce> {
  return fetchOnce(`${mesh.url}/productpage`, { headers: { 'x-outage': value } })
}

function killSupervisor(mesh: Mesh): void {
  const record = JSON.parse(
    readFileSync(join(mesh.stateDir, 'run', 'supervisor.process.json'), 'utf8'),
  ) as { ref: { pid: number } } // written by up
  process.kill(record.ref.pid, 'SIGKILL')
}

async function expiries(mesh: Mesh): Promise<Map<string, number>> {
  const status = await mesh.status()
  const all = [
    ...status.parts.map((p) => [p.kind, p] as const),
    ...status.workloads.map((w) => [w.name, w.proxy] as const),
  ]
  return new Map(all.map(([name, one]) => [name, Date.parse(one.certificateNotAfter)]))
}
