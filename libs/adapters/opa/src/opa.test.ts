/** The opa adapter against a server that the test plays. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type CheckResult,
  Code,
  EMPTY_VALUE_MAP,
  type Handler,
  ValueMap,
} from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  httpAnswer,
  sampleInstance,
} from '@flotilla/adapter-sdk/compliance'
import { opa } from './opa.ts'

const MODULE = 'package mixerauthz\ndefault allow = false\nallow { input.subject.user == "a" }\n'
const PARAMS = { policy: [MODULE], checkMethod: 'data.mixerauthz.allow' }
const allowing = (env: FakeEnv): void => {
  env.respond = ({ method }) => httpAnswer(200, method === 'POST' ? '{"result":true}' : '{}')
}
const instance = sampleInstance('authorization')
const broken: readonly [string, (env: FakeEnv) => void][] = [
  [
    'OPA is down',
    (env) => {
      env.respond = () => new Error('refused')
    },
  ],
  ['OPA is silent', (env) => env.silence()],
  [
    'OPA is broken',
    (env) => {
      env.respond = () => httpAnswer(500, '{"code":"internal_error"}')
    },
  ],
  [
    'the rule gives a number',
    (env) => {
      env.respond = () => httpAnswer(200, '{"result":7}')
    },
  ],
  [
    'the rule is not defined',
    (env) => {
      env.respond = () => httpAnswer(200, '{}')
    },
  ],
  [
    'the answer is no JSON',
    (env) => {
      env.respond = () => httpAnswer(200, '<html>')
    },
  ],
]

adapterCompliance({
  adapter: opa,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'a module', params: PARAMS, prepare: allowing },
    {
      name: 'a server that has its policies already',
      params: { checkMethod: 'data.a.b.c', failClose: true, serverUrl: 'https://opa/x/' },
      prepare: allowing,
    },
  ],
  refused: [
    { name: 'no rule', params: { policy: [MODULE] }, path: 'spec.params.checkMethod' },
    {
      name: 'a rule of no document',
      params: { ...PARAMS, checkMethod: 'allow' },
      path: 'spec.params.checkMethod',
    },
    {
      name: 'a text that is no module',
      params: { ...PARAMS, policy: ['allow'] },
      path: 'spec.params.policy[0]',
    },
    {
      name: 'a file for a URL',
      params: { ...PARAMS, serverUrl: 'opa.sock' },
      path: 'spec.params.serverUrl',
    },
  ],
  failures: broken.flatMap(([name, failWith]) =>
    [true, false].map((failClose) => ({
      name: `${name}, ${failClose ? 'closed' : 'open'}`,
      params: { ...PARAMS, failClose },
      instance,
      prepare: allowing,
      failWith,
      code: failClose ? Code.permissionDenied : Code.ok,
    })),
  ),
})

async function started(env: FakeEnv, params: object = PARAMS): Promise<Handler> {
  const wiring = { handler: 'h.default', instances: [], previous: null }
  const answer = opa.accept(params, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return answer.accepted.build(env, wiring)
}

async function check(handler: Handler, fields: object = {}): Promise<CheckResult> {
  const asked = sampleInstance('authorization', 'filled', { ...fields })
  return (await handler.handleCheck?.(asked)) ?? assert.fail()
}

test('modules are uploaded once, the input leaves out what is empty, a refusal is not kept', async () => {
  const env = new FakeEnv()
  env.respond = ({ method }) => httpAnswer(200, method === 'POST' ? '{"result":false}' : '{}')
  const handler = await started(env)
  const result = await check(handler, {
    subject: { user: 'john', groups: 'staff', properties: EMPTY_VALUE_MAP },
    action: {
      namespace: '',
      service: 'ratings',
      method: 'GET',
      path: '',
      properties: ValueMap.of({
        n: 7n,
        big: 2n ** 60n,
        on: true,
        ip: Uint8Array.of(10, 0, 0, 1),
        m: new Map([['a', 'b']]),
      }),
    },
  })
  assert.deepEqual(result.status, {
    code: 7,
    message: 'opa: request was rejected',
    directResponse: null,
  })
  assert.deepEqual([result.validDurationMs, result.validUseCount], [0, 0])
  await check(handler)
  assert.deepEqual(
    env.requests.map(({ method, url }) => `${method} ${url}`),
    [
      'PUT http://localhost:8181/v1/policies/flotilla%2Fh.default%2F0',
      'POST http://localhost:8181/v1/data/mixerauthz/allow',
      'POST http://localhost:8181/v1/data/mixerauthz/allow',
    ],
  )
  assert.equal(env.requests[0]?.body, MODULE)
  assert.deepEqual(JSON.parse(String(env.requests[1]?.body)), {
    input: {
      action: {
        service: 'ratings',
        method: 'GET',
        properties: { n: 7, big: '1152921504606846976', on: true, ip: '10.0.0.1', m: { a: 'b' } },
      },
      subject: { user: 'john', groups: ['staff'] },
    },
  })
})

test('a server that lost its policies gets them again, and the question is asked again', async () => {
  const env = new FakeEnv()
  let hasPolicy = false
  env.respond = ({ method }) => {
    if (method === 'PUT') hasPolicy = true
    return httpAnswer(200, method === 'POST' && hasPolicy ? '{"result":true}' : '{}')
  }
  const handler = await started(env, { ...PARAMS, failClose: true })
  hasPolicy = false
  assert.equal((await check(handler)).status.code, Code.ok)
  assert.equal(env.requests.filter(({ method }) => method === 'PUT').length, 2)
})

test('a server that is away at the start gets the policies before the first question', async () => {
  const env = new FakeEnv()
  env.respond = () => new Error('refused')
  const handler = await started(env)
  allowing(env)
  assert.equal((await check(handler)).status.code, Code.ok)
  assert.equal(env.undecided, 1)
  assert.deepEqual(
    env.logged.map(({ message }) => message),
    ['opa does not decide', 'opa decides again'],
  )
})

test('a module that OPA does not take is no decision', async () => {
  const env = new FakeEnv()
  env.respond = () => httpAnswer(400, '{"code":"invalid_parameter","message":"rego_parse_error"}')
  const handler = await started(env, { ...PARAMS, failClose: true })
  assert.equal((await check(handler)).status.code, Code.permissionDenied)
  assert.match(String(env.logged[0]?.fields['reason']), /rego_parse_error/)
})

test('closing takes the modules away, but not those of the handler that took over', async () => {
  const env = new FakeEnv()
  allowing(env)
  const first = await started(env)
  const second = await started(env)
  const deleted = (): number => env.requests.filter(({ method }) => method === 'DELETE').length
  await first.close()
  assert.equal(deleted(), 0)
  await second.close()
  await second.close()
  assert.equal(deleted(), 1)
})
