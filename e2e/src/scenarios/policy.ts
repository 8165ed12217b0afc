/** Istio's bookinfo policy samples: denials, lists and rate limits by Mixer. */
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { countStars, productPage } from '../bookinfo.ts'
import { fetchOnce } from '../http.ts'
import { sendLoad } from '../load.ts'
import { eventually, type Mesh } from '../mesh.ts'
import { BOTH, type Scenario, sample } from '../scenario.ts'

const RULES = sample('networking/destination-rule-all.yaml')
const JASON_V2_V3 = sample('networking/virtual-service-reviews-jason-v2-v3.yaml')

export const policy: readonly Scenario[] = [
  {
    name: 'mixer-rule-deny-label: version 3 of reviews may not call ratings',
    modes: BOTH,
    run: (mesh) =>
      withPolicy(mesh, [RULES, JASON_V2_V3], 'policy/mixer-rule-deny-label.yaml', async () => {
        await eventually('others lose their stars', 5_000, async () =>
          assert.equal((await productPage(mesh.url)).stars, 'ratings error'),
        )
        assert.equal((await productPage(mesh.url, 'jason')).stars, 'black')
      }),
  },
  {
    name: 'mixer-rule-deny-whitelist: only versions 1 and 2 may call ratings',
    modes: BOTH,
    run: (mesh) =>
      withPolicy(mesh, [RULES, JASON_V2_V3], 'policy/mixer-rule-deny-whitelist.yaml', async () => {
        await eventually('others lose their stars', 5_000, async () =>
          assert.equal((await productPage(mesh.url)).stars, 'ratings error'),
        )
        assert.equal((await productPage(mesh.url, 'jason')).stars, 'black')
      }),
  },
  {
    name: 'mixer-rule-deny-ip: the gateway is not of 10.57.0.0/16',
    modes: BOTH,
    run: (mesh) =>
      withPolicy(mesh, [], 'policy/mixer-rule-deny-ip.yaml', () =>
        eventually('the page is refused', 5_000, async () => {
          const answer = await fetchOnce(`${mesh.url}/productpage`)
          assert.equal(answer.status, 403)
          assert.match(answer.body, /^PERMISSION_DENIED:whitelistip\.default:.* is not whitelisted/)
        }),
      ),
  },
  {
    name: 'mixer-rule-ingress-denial: john is refused at the gateway, others are not',
    modes: BOTH,
    run: (mesh) =>
      withPolicy(mesh, [], 'policy/mixer-rule-ingress-denial.yaml', () =>
        johnIsRefused(mesh, 'handler.istio-system'),
      ),
  },
  {
    name: 'mixer-rule-ratings-denial: john is refused everywhere',
    modes: BOTH,
    run: (mesh) =>
      withPolicy(mesh, [], 'policy/mixer-rule-ratings-denial.yaml', () =>
        johnIsRefused(mesh, 'denierhandler.istio-system'),
      ),
  },
  {
    name: 'checks are switched on and off under keep-alive traffic: nobody else is refused or cut off',
    modes: BOTH,
    run: switchUnderLoad,
  },
  {
    name: 'mixer-rule-productpage-ratelimit: two pages in five seconds',
    modes: BOTH,
    run: (mesh) =>
      withPolicy(mesh, [], 'policy/mixer-rule-productpage-ratelimit.yaml', async () => {
        await eventually('the limit is met', 10_000, async () => {
          const statuses = await Promise.all(
            Array.from({ length: 8 }, () =>
              fetchOnce(`${mesh.url}/productpage`).then((a) => a.status),
            ),
          )
          assert.ok(statuses.includes(429), `statuses ${statuses.join(' ')}`)
          assert.ok(
            statuses.every((status) => status === 200 || status === 429),
            `statuses ${statuses.join(' ')}`,
          )
        })
        await delay(6_000) // a window and a bit without requests
        assert.equal((await fetchOnce(`${mesh.url}/productpage`)).status, 200)
        const limited = await fetchUntil(mesh, 429)
        assert.match(limited, /^RESOURCE_EXHAUSTED:/)
      }),
  },
]

const SWITCHES = 4

/**
 * The one rule comes and goes, and with it pilot switches the checks of every sidecar on and off, which replaces their
 * filter chains under the connections that the load keeps open.
 */
async function switchUnderLoad(mesh: Mesh): Promise<void> {
  const file = sample('policy/mixer-rule-ratings-denial.yaml')
  let isOver = false
  const load = sendLoad({
    url: `${mesh.url}/productpage`,
    perSecond: 50,
    requests: 200,
    freshEvery: Number.POSITIVE_INFINITY,
    until: () => isOver,
    maxRequests: 10_000,
    headers: () => ({ 'x-user': 'mary' }),
  })
  const switches = (async () => {
    for (let i = 0; i < SWITCHES; i++) {
      await mesh.apply(file)
      await eventually('john is refused', 5_000, async () =>
        assert.equal(await statusOf(mesh, 'john'), 403),
      )
      await mesh.delete(file)
      await eventually('john is served', 5_000, async () =>
        assert.equal(await statusOf(mesh, 'john'), 200),
      )
    }
  })().finally(() => {
    isOver = true
  })
  const [result] = await Promise.all([load, switches])
  assert.equal(
    result.failed,
    0,
    `${result.failed} of ${result.sent}\n${result.failures.join('\n')}`,
  )
}

async function statusOf(mesh: Mesh, user: string): Promise<number> {
  const { status } = await fetchOnce(`${mesh.url}/productpage`, { headers: { 'x-user': user } })
  return status
}

/** Applies a policy file over routing files, runs the check, and takes all away again; the page works afterwards. */
async function withPolicy(
  mesh: Mesh,
  routing: readonly string[],
  file: string,
  check: () => Promise<void>,
): Promise<void> {
  if (routing.length > 0) await mesh.apply(...routing)
  await mesh.apply(sample(file))
  try {
    await check()
  } finally {
    await mesh.delete(sample(file), ...[...routing].reverse())
  }
  await eventually('the page is whole again', 8_000, async () => {
    const counts = await countStars(mesh.url, 3)
    assert.equal(counts['ratings error'] + counts['reviews error'], 0)
    assert.equal(
      (await fetchOnce(`${mesh.url}/productpage`, { headers: { 'x-user': 'john' } })).status,
      200,
    )
  })
}

async function johnIsRefused(mesh: Mesh, handler: string): Promise<void> {
  await eventually('john is refused', 5_000, async () => {
    const john = await fetchOnce(`${mesh.url}/productpage`, { headers: { 'x-user': 'john' } })
    assert.equal(john.status, 403)
    assert.equal(john.body, `PERMISSION_DENIED:${handler}:Not allowed`)
  })
  const mary = await fetchOnce(`${mesh.url}/productpage`, { headers: { 'x-user': 'mary' } })
  assert.equal(mary.status, 200, mary.body)
  assert.equal((await fetchOnce(`${mesh.url}/productpage`)).status, 200)
}

/** Loads the page until it answers the status; returns the body. */
async function fetchUntil(mesh: Mesh, status: number): Promise<string> {
  for (let i = 0; i < 20; i++) {
    const answer = await fetchOnce(`${mesh.url}/productpage`)
    if (answer.status === status) return answer.body
  }
  throw new Error(`no answer ${status} in 20 requests`)
}
