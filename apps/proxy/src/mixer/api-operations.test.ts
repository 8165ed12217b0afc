/** What HTTPAPISpecs add to a request: the operation's attributes in their order, and the API key. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttributeValue } from '@flotilla/attributes'
import { HTTPAPISpec, type JsonValue } from '@flotilla/proto'
import { type ApiOperations, compileApiSpecs } from './api-operations.ts'

const text = (values: Readonly<Record<string, string>>): JsonValue => ({
  attributes: Object.fromEntries(
    Object.entries(values).map(([name, stringValue]) => [name, { stringValue }]),
  ),
})

const PETS: JsonValue = {
  attributes: text({ 'api.service': 'pets', 'api.version': 'v1', 'api.operation': 'none' }),
  patterns: [
    {
      httpMethod: 'GET',
      uriTemplate: '/pets/{id}',
      attributes: text({ 'api.operation': 'getPet' }),
    },
    {
      httpMethod: 'GET',
      uriTemplate: '/pets/mine',
      attributes: text({ 'api.operation': 'getMine' }),
    },
    {
      httpMethod: 'GET',
      regex: '/pets/[0-9]+(\\?.*)?',
      attributes: text({ 'api.version': 'v2' }),
    },
  ],
}

function specs(...values: JsonValue[]): HTTPAPISpec[] {
  return values.map((value) => {
    const parsed = HTTPAPISpec.fromJson(value)
    assert.ok(parsed.kind === 'ok', JSON.stringify(parsed))
    return parsed.message
  })
}

function compiled(...values: JsonValue[]): ApiOperations {
  const result = compileApiSpecs(specs(...values))
  assert.ok(result.kind === 'ok')
  return result.operations
}

const pets = compiled(PETS)
const OPERATIONS: readonly (readonly [string, string, string])[] = [
  ['GET', '/other', 'none v1'],
  ['GET', '/pets/x', 'getPet v1'],
  ['GET', '/pets/mine', 'getMine v1'],
  ['GET', '/pets/7', 'getPet v2'],
  ['GET', '/pets/7?a=b', 'getPet v2'],
  ['GET', '/pets/7/more', 'none v1'],
  ['POST', '/pets/7', 'none v1'],
]
for (const [method, path, want] of OPERATIONS) {
  test(`${method} ${path} is ${want}`, () => {
    const found = pets.attributesOf({ method, path }, [], null)
    assert.equal(`${found.get('api.operation')} ${found.get('api.version')}`, want)
    assert.equal(found.get('api.service'), 'pets')
  })
}

const CUSTOM: JsonValue = { apiKeys: [{ cookie: 'k' }, { header: 'X-Key' }, { query: 'q' }] }
const KEYS: readonly (readonly [string, JsonValue[], string, string[], string | undefined])[] = [
  ['nowhere', [PETS], '/a', [], undefined],
  ['the query first', [PETS], '/a?api_key=2&key=1', ['x-api-key', '3'], '1'],
  ['then the other name', [PETS], '/a?api_key=2', ['x-api-key', '3'], '2'],
  ['then the header', [PETS], '/a?b=c', ['x-api-key', '3'], '3'],
  ['an empty one is none', [PETS], '/a?key=', ['x-api-key', '3'], '3'],
  ['only where the spec says', [CUSTOM], '/a?key=1', ['x-api-key', '3'], undefined],
  ['a cookie', [CUSTOM], '/a?q=1', ['x-key', '2', 'cookie', 'a=b; k=3'], '3'],
  ['a header of any case', [CUSTOM], '/a?q=1', ['x-key', '2'], '2'],
  ['the first spec that finds one', [CUSTOM, PETS], '/a?key=1', ['x-api-key', '3'], '1'],
]
for (const [name, values, path, headers, want] of KEYS) {
  test(`an API key: ${name}`, () => {
    const found = compiled(...values).attributesOf({ method: 'GET', path }, headers, null)
    assert.equal(found.get('request.api_key'), want)
  })
}

test('later specs win, and what is said elsewhere goes before all', () => {
  const later = { attributes: text({ 'api.service': 'cats' }) }
  const over = new Map<string, AttributeValue>([['api.version', 'said']])
  const found = compiled(PETS, later).attributesOf({ method: 'GET', path: '/pets/7' }, [], over)
  assert.deepEqual(Object.fromEntries(found), {
    'api.service': 'cats',
    'api.version': 'said',
    'api.operation': 'getPet',
  })
})

test('requests that match the same share one map, those with a key do not', () => {
  const over = new Map<string, AttributeValue>([['source.uid', 'u']])
  const of = (path: string, said: typeof over | null) =>
    pets.attributesOf({ method: 'GET', path }, [], said)
  assert.equal(of('/pets/a', null), of('/pets/b', null))
  assert.equal(of('/pets/a', over), of('/pets/b', over))
  assert.notEqual(of('/pets/a', null), of('/pets/7', null))
  assert.notEqual(of('/pets/a?key=1', null), of('/pets/a?key=1', null))
  assert.deepEqual(
    [...of('/pets/a?key=1', over).keys()],
    ['api.service', 'api.version', 'api.operation', 'request.api_key', 'source.uid'],
  )
})

test('however many patterns match, all of them count, also where no more is kept', () => {
  const letters = [...'abcdefghijkl']
  const patterns = letters.map((letter) => ({
    httpMethod: 'GET',
    regex: `.*${letter}.*`,
    attributes: text({ [`api.${letter}`]: 'yes' }),
  }))
  const operations = compiled({ patterns })
  for (let bits = 0; bits < 4096; bits++) {
    const some = letters.filter((_, i) => (bits & (1 << i)) !== 0)
    const path = `/${some.join('')}`
    assert.equal(operations.attributesOf({ method: 'GET', path }, [], null).size, some.length)
  }
})

test('a pattern that cannot be used is refused with its path', () => {
  const pattern = (value: object): JsonValue => ({ patterns: [{ httpMethod: 'GET', ...value }] })
  const paths = [pattern({ uriTemplate: 'pets' }), pattern({ regex: '(' })].map((value) => {
    const result = compileApiSpecs(specs({}, value))
    return result.kind === 'bad' ? result.path : ''
  })
  assert.deepEqual(paths, [
    'httpApiSpec[1].patterns[0].uriTemplate',
    'httpApiSpec[1].patterns[0].regex',
  ])
})
