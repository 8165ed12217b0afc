/** `flotilla adapter new`: what it writes builds and passes, for each kind of template. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { parseDescriptorSet } from '@flotilla/dispatch'
import { tempDir } from '@flotilla/testkit'
import { ROOT } from '../mesh/layout.ts'
import { validateFiles } from '../validate.ts'
import { newPackage } from './new-package.ts'
import { adapterObject, templateObject } from './objects.ts'
import { paramsDescriptor } from './params-descriptor.ts'

function run(cwd: string, ...args: string[]): string {
  // What the runner of these tests tells its children would turn the output into messages for it.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env,
    encoding: 'utf8',
  })
  assert.equal(status, 0, stdout + stderr)
  return stdout
}

for (const template of ['metric', 'listentry', 'quota'])
  test(`a new package for ${template} builds, passes its suite, and its rule is valid`, async (t) => {
    const folder = await newPackage('fresh', template, tempDir(t))
    run(folder, join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json')
    assert.match(run(folder, '--test'), /fail 0/)
    const { params } = { params: null }
    const common = { namespace: 'istio-system', include: [] }
    const objects = [
      templateObject(template, { ...common, name: template }),
      adapterObject('fresh', {
        ...common,
        description: '',
        templates: [template],
        params,
        isSessionBased: true,
      }),
    ]
    const { violations } = await validateFiles(
      [
        { name: 'objects.yaml', text: objects.map((one) => JSON.stringify(one)).join('\n---\n') },
        { name: 'rule.yaml', text: readFileSync(join(folder, 'rule.yaml'), 'utf8') },
      ],
      'istio-system',
    )
    assert.deepEqual(
      violations.filter((one) => one.severity === 'error'),
      [],
    )
  })

const REFUSED: readonly [string, string, RegExp][] = [
  ['Bad-Name', 'metric', /is no name of an adapter/],
  ['fine', 'nonsense', /no package for the template nonsense/],
  ['fine', 'kubernetes', /no package for the template kubernetes/],
]
for (const [name, template, reason] of REFUSED)
  test(`no package ${name} for ${template}`, async (t) => {
    const folder = tempDir(t)
    await assert.rejects(newPackage(name, template, folder), reason)
    assert.ok(!existsSync(join(folder, name)))
  })

test('params of a schema become a descriptor, as far as a message can say them', () => {
  const schema = {
    type: 'object',
    properties: {
      maxAmount: { type: ['integer', 'string'] },
      max_amount: { type: ['integer', 'string'] },
      names: { type: 'array', items: { type: 'string' } },
      table: { type: 'object', additionalProperties: { type: 'number' } },
      inner: { type: 'object', properties: { is_on: { type: 'boolean' } } },
    },
  }
  const parsed = parseDescriptorSet(paramsDescriptor('mine', schema) ?? '')
  assert.equal(parsed.kind, 'ok')
  const params = parsed.set.messages.get('.adapter.mine.config.Params')
  assert.deepEqual(
    params?.fields.map(({ name, jsonName, isRepeated, kind }) => [
      name,
      jsonName,
      isRepeated,
      kind,
    ]),
    [
      ['max_amount', 'maxAmount', false, 3],
      ['names', 'names', true, 9],
      ['table', 'table', true, 11],
      ['inner', 'inner', false, 11],
    ],
  )
  assert.equal(
    paramsDescriptor('mine', {
      properties: { any: { anyOf: [{ type: 'string' }, { type: 'boolean' }] } },
    }),
    null,
  )
})
