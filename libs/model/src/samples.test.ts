/** Istio's own sample files, unchanged: what is served here is valid, what is Kubernetes' own is left out with a word. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { type TestContext, test } from 'node:test'
import { type ConfigText, checkFiles } from './index.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const SHARED = process.env['FLOTILLA_SHARED'] ?? join(dirname(ROOT), 'shared')
const SAMPLES = join(SHARED, 'samples')

/** What is left out with a warning: objects that Kubernetes alone can run, and symbolic links that are texts. */
const LEFT_OUT: Readonly<Record<string, readonly RegExp[]>> = {
  'prometheus-adapter-deployment.yaml': [/^Service \(v1\) is/, /^Deployment \(apps\/v1\) is/],
  'listentrytemplate.yaml': [/^here stands the path of another file/],
  'metrictemplate.yaml': [/^here stands the path of another file/],
}

const FOLDERS = [
  'istio-1.4/bookinfo/networking',
  'istio-1.4/bookinfo/policy',
  'istio-1.4/bookinfo/telemetry',
  'istio-1.4/mixer-config',
  'istio-latest/bookinfo/networking',
]

function filesOf(folder: string, t: TestContext): ConfigText[] | null {
  const path = join(SAMPLES, folder)
  if (!existsSync(path)) {
    t.skip(`${path} is not there; set FLOTILLA_SHARED to the folder that holds samples/`)
    return null
  }
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ name: join(path, name), text: readFileSync(join(path, name), 'utf8') }))
}

for (const folder of FOLDERS) {
  test(`every file of ${folder} alone`, (t) => {
    const files = filesOf(folder, t)
    for (const file of files ?? []) {
      const { objects, violations } = checkFiles([file], { references: false })
      const errors = violations.filter((one) => one.severity === 'error')
      assert.deepEqual(errors, [], file.name)
      const leftOut = LEFT_OUT[basename(file.name)]
      if (leftOut === undefined) continue
      assert.equal(objects.length, 0)
      assert.equal(violations.length, leftOut.length)
      for (const [i, pattern] of leftOut.entries())
        assert.match(violations[i]?.message ?? '', pattern)
    }
  })
}

test('the routing examples refer to the subsets of destination-rule-all', (t) => {
  const files = filesOf('istio-1.4/bookinfo/networking', t)
  if (files === null) return
  const subsets = files.find((file) => file.name.endsWith('destination-rule-all.yaml'))
  assert.ok(subsets)
  const stored = checkFiles([subsets]).objects
  for (const file of files) {
    if (!basename(file.name).startsWith('virtual-service-')) continue
    const without = checkFiles([file]).violations.filter((one) => one.severity === 'error')
    assert.ok(without.length > 0 && without.every((one) => one.code === 'FLT_CONFIG_REFERENCE'))
    const withSubsets = checkFiles([file], { stored }).violations
    assert.deepEqual(
      withSubsets.filter((one) => one.severity === 'error'),
      [],
      file.name,
    )
  }
})

test("Mixer's test configuration as one set has no missing reference", (t) => {
  const files = filesOf('istio-1.4/mixer-config', t)
  if (files === null) return
  const { violations } = checkFiles(files)
  const missing = violations.filter((one) => one.code === 'FLT_CONFIG_REFERENCE')
  assert.deepEqual(
    missing.map((one) => one.message),
    [],
  )
})
