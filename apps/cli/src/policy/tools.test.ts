/** The tools for policy as people call them: output, errors and exit codes. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { tempDir } from '@flotilla/testkit'
import { ROOT } from '../mesh/layout.ts'

const MAIN = join(ROOT, 'apps/cli/src/main.ts')

function flotilla(...args: string[]): { code: number; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
  })
  return { code: status ?? -1, out: stdout, err: stderr }
}

test('expr prints type, value and what was read', () => {
  const { out, code } = flotilla(
    'expr',
    'request.headers["x-user"] | "nobody"',
    '--attributes',
    '{"request.headers": {"x-user": "mary"}}',
    '-o',
    'json',
  )
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(out), {
    type: 'STRING',
    value: 'mary',
    referenced: ['request.headers[x-user]'],
  })
})

const EXPR: readonly [string, string[], number, RegExp][] = [
  ['an attribute by flag', ['request.size | 1', '-a', 'request.size=7'], 0, /value +7/],
  ['a missing attribute', ['request.path'], 1, /lookup failed: 'request\.path'/],
  ['an unknown attribute', ['no.such'], 1, /unknown attribute no\.such/],
  ['a wrong value', ['request.size', '-a', 'request.size=x'], 2, /is not a INT64/],
  ['no pair', ['request.size', '-a', 'request.size'], 2, /is not name=value/],
  ['compiling only', ['--check', 'request.path == "/"'], 0, /type +BOOL\nmay read +request\.path/],
  ['a syntax error', ['--check', 'request.path =='], 1, /unable to parse expression/],
]
for (const [name, args, exit, pattern] of EXPR)
  test(`expr: ${name}`, () => {
    const { code, out, err } = flotilla('expr', ...args)
    assert.equal(code, exit, err)
    assert.match(out + err, pattern)
  })

test('expr: a manifest of its own, in short', (t) => {
  const file = join(tempDir(t), 'manifest.json')
  writeFileSync(file, '{"my.attribute": "INT64"}')
  const { out } = flotilla('expr', 'my.attribute + 1', '-a', 'my.attribute=41', '--manifest', file)
  assert.match(out, /value +42/)
})

test('policy test: the sample passes; a difference names the rule that decided, and ends with 1', (t) => {
  const folder = join(ROOT, 'samples/policy-tests')
  const good = join(folder, 'deny-v3.test.yaml')
  const passed = flotilla('policy', 'test', good)
  assert.equal(passed.code, 0, passed.err + passed.out)
  assert.match(passed.out, /^ok {4}version 3 of reviews is refused$/m)
  const bad = join(tempDir(t), 'bad.yaml')
  const text = readFileSync(good, 'utf8').replace('version: v2', 'version: v3')
  writeFileSync(bad, text.replace('deny-v3.yaml]', `${folder}/deny-v3.yaml]`))
  const failed = flotilla('policy', 'test', bad)
  assert.equal(failed.code, 1)
  assert.match(failed.out, /expect\.decision: expected "allow", got "deny"/)
  assert.match(failed.out, /decided by default\/denyv3: PERMISSION_DENIED/)
  const json = flotilla('policy', 'test', bad, '-o', 'json')
  assert.equal(json.code, 1)
  const { cases } = JSON.parse(json.out).files[0]
  assert.deepEqual(
    cases.map((one: { name: string; passed: boolean }) => one.passed),
    [true, false],
  )
})

const FILES: readonly [string, string, RegExp][] = [
  ['an unknown field', 'cases: [{name: a, expected: {}}]', /cases\[0\]\.expected unknown field/],
  ['no case', 'cases: []', /there is no case/],
  ['a wrong attribute', 'cases: [{name: a, attributes: {request.size: x}}]', /is not a INT64/],
  ['a wrong decision', 'cases: [{name: a, expect: {decision: maybe}}]', /must be allow or deny/],
]
for (const [name, text, reason] of FILES)
  test(`policy test refuses ${name}`, (t) => {
    const file = join(tempDir(t), 'test.yaml')
    writeFileSync(file, text)
    const { code, err } = flotilla('policy', 'test', file)
    assert.ok(code === 1 || code === 2)
    assert.match(err, reason)
  })

test('policy test refuses configuration that is not valid, with its place', (t) => {
  const folder = tempDir(t)
  writeFileSync(
    join(folder, 'rule.yaml'),
    'apiVersion: config.istio.io/v1alpha2\nkind: rule\nmetadata: {name: r}\nspec: {match: no.such == "", actions: [{handler: h, instances: [i]}]}\n',
  )
  writeFileSync(join(folder, 'test.yaml'), 'config: [rule.yaml]\ncases: [{name: a}]\n')
  const { code, err } = flotilla('policy', 'test', join(folder, 'test.yaml'))
  assert.equal(code, 1)
  assert.match(err, /rule\.yaml:1:1: error: spec\.match: unknown attribute no/)
})

test('template and adapter objects of the samples are what the command makes of their files', () => {
  const samples = join(ROOT, 'samples/adapters')
  const made: readonly [string, string[]][] = [
    ['metric-template', ['template', 'metric']],
    ['keyval-template', ['template', join(samples, 'go/keyval.proto')]],
    [
      'keyval-adapter',
      [
        'object',
        'keyval',
        '-t',
        'keyval',
        '--params',
        join(samples, 'go/params.proto'),
        '--description',
        'Looks keys up',
      ],
    ],
  ]
  for (const [name, args] of made)
    assert.equal(
      flotilla('adapter', ...args).out,
      readFileSync(join(samples, 'config', `${name}.yaml`), 'utf8'),
      name,
    )
  const missing = flotilla('adapter', 'template', 'no-such.proto')
  assert.equal(missing.code, 1)
  assert.match(missing.err, /there is no file no-such\.proto/)
})

for (const words of [
  ['expr'],
  ['policy', 'test'],
  ['mixer', 'check'],
  ['mixer', 'report'],
  ['adapter', 'template'],
])
  test(`${words.join(' ')} --help has an example`, () => {
    const { code, out } = flotilla(...words, '--help')
    assert.equal(code, 0)
    assert.match(out, /Examples?/)
    assert.match(out, /npx flotilla/)
  })
