/** Istio's bookinfo routing samples: what each file's documentation says, seen in the page. */
import assert from 'node:assert/strict'
import { countStars, productPage } from '../bookinfo.ts'
import { fetchOnce } from '../http.ts'
import { BOTH, type Scenario, sample } from '../scenario.ts'

const RULES = sample('networking/destination-rule-all.yaml')
const ALL_V1 = sample('networking/virtual-service-all-v1.yaml')

export const routing: readonly Scenario[] = [
  {
    name: 'bookinfo-gateway serves the page, the three versions of reviews take turns',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(sample('networking/bookinfo-gateway.yaml'))
      const counts = await countStars(mesh.url, 30)
      assert.ok(
        counts.none > 0 && counts.black > 0 && counts.red > 0,
        `stars seen: ${JSON.stringify(counts)}`,
      )
      assert.equal(counts['ratings error'] + counts['reviews error'], 0)
      assert.equal((await fetchOnce(`${mesh.url}/api/v1/products`)).status, 200)
      assert.equal((await fetchOnce(`${mesh.url}/not-routed`)).status, 404)
    },
  },
  {
    name: 'destination-rule-all and virtual-service-all-v1: everybody sees version 1',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(RULES)
      await mesh.apply(ALL_V1)
      assert.deepEqual(onlySeen(await countStars(mesh.url, 15)), ['none'])
      await mesh.delete(ALL_V1, RULES)
    },
  },
  {
    name: 'destination-rule-all-mtls: mutual TLS to every subset',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(sample('networking/destination-rule-all-mtls.yaml'))
      await mesh.apply(ALL_V1)
      assert.deepEqual(onlySeen(await countStars(mesh.url, 10)), ['none'])
      await mesh.delete(ALL_V1, sample('networking/destination-rule-all-mtls.yaml'))
    },
  },
  {
    name: 'virtual-service-reviews-50-v3: half of the readers see red stars',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(RULES, sample('networking/virtual-service-reviews-50-v3.yaml'))
      const counts = await countStars(mesh.url, 80)
      assert.equal(counts.none + counts.red, 80, JSON.stringify(counts))
      // Binomial(80, 0.5): outside 20..60 once in 100,000 runs.
      assert.ok(counts.red >= 20 && counts.red <= 60, JSON.stringify(counts))
      await mesh.delete(sample('networking/virtual-service-reviews-50-v3.yaml'), RULES)
    },
  },
  {
    name: 'virtual-service-reviews-90-10: one in ten sees version 2',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(RULES, sample('networking/virtual-service-reviews-90-10.yaml'))
      const counts = await countStars(mesh.url, 120)
      assert.equal(counts.none + counts.black, 120, JSON.stringify(counts))
      // Binomial(120, 0.1): outside 1..28 once in 100,000 runs.
      assert.ok(counts.black >= 1 && counts.black <= 28, JSON.stringify(counts))
      await mesh.delete(sample('networking/virtual-service-reviews-90-10.yaml'), RULES)
    },
  },
  {
    name: 'virtual-service-reviews-test-v2: only jason sees version 2',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(RULES, ALL_V1)
      await mesh.apply(sample('networking/virtual-service-reviews-test-v2.yaml'))
      assert.deepEqual(onlySeen(await countStars(mesh.url, 5, 'jason')), ['black'])
      assert.deepEqual(onlySeen(await countStars(mesh.url, 5, 'mary')), ['none'])
      assert.deepEqual(onlySeen(await countStars(mesh.url, 5)), ['none'])
      await mesh.delete(ALL_V1, RULES)
    },
  },
  {
    name: 'virtual-service-reviews-jason-v2-v3: jason sees version 2, others version 3',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(RULES, sample('networking/virtual-service-reviews-jason-v2-v3.yaml'))
      assert.deepEqual(onlySeen(await countStars(mesh.url, 5, 'jason')), ['black'])
      assert.deepEqual(onlySeen(await countStars(mesh.url, 5)), ['red'])
      await mesh.delete(sample('networking/virtual-service-reviews-jason-v2-v3.yaml'), RULES)
    },
  },
  {
    name: 'virtual-service-ratings-test-delay: jason meets the 3 s timeout of reviews, others nothing',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(RULES, ALL_V1)
      await mesh.apply(sample('networking/virtual-service-reviews-test-v2.yaml'))
      await mesh.apply(sample('networking/virtual-service-ratings-test-delay.yaml'))
      const jason = await productPage(mesh.url, 'jason')
      assert.equal(jason.stars, 'reviews error')
      // One attempt and one retry of 3 s each.
      assert.ok(jason.ms > 5_800 && jason.ms < 7_500, `took ${Math.round(jason.ms)} ms`)
      const other = await productPage(mesh.url)
      assert.equal(other.stars, 'none')
      assert.ok(other.ms < 2_000, `took ${Math.round(other.ms)} ms`)
      await mesh.delete(ALL_V1, RULES)
    },
  },
  {
    name: 'virtual-service-ratings-test-abort: jason is told that ratings are unavailable',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(RULES, ALL_V1)
      await mesh.apply(sample('networking/virtual-service-reviews-test-v2.yaml'))
      await mesh.apply(sample('networking/virtual-service-ratings-test-abort.yaml'))
      assert.equal((await productPage(mesh.url, 'jason')).stars, 'ratings error')
      assert.equal((await productPage(mesh.url)).stars, 'none')
      await mesh.delete(ALL_V1, RULES)
    },
  },
  {
    name: 'fault-injection-details-v1: details fail with 555 for everybody',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(sample('networking/fault-injection-details-v1.yaml'))
      const page = await productPage(mesh.url)
      assert.equal(page.status, 200)
      assert.equal(page.detailsError, true)
      await mesh.delete(sample('networking/fault-injection-details-v1.yaml'))
      assert.equal((await productPage(mesh.url)).detailsError, false)
    },
  },
]

function onlySeen(counts: Readonly<Record<string, number>>): string[] {
  return Object.keys(counts).filter((key) => (counts[key] ?? 0) > 0)
}
