/** Path templates: what is one, what it stands for, and which of many is the best for a path. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PathTemplate, PathTemplateTable, parsePathTemplate } from './path-template.ts'

function template(text: string): PathTemplate {
  const parsed = parsePathTemplate(text)
  assert.equal(parsed.kind, 'ok', `${text}: ${JSON.stringify(parsed)}`)
  return parsed.kind === 'ok' ? parsed.template : { segments: [], verb: '' }
}

const READ: readonly (readonly [string, string])[] = [
  ['/', ''],
  ['/pets', 'pets'],
  ['/pets/{id}', 'pets *'],
  ['/pets/*/toys/**', 'pets * toys **'],
  ['/{parent=shelves/*}/books', 'shelves * books'],
  ['/v1/{name=**}:cancel', 'v1 ** :cancel'],
  ['/v1/{a.b_c=x/**}/end', 'v1 x ** end'],
  ['/pets.json:watch', 'pets.json :watch'],
]
for (const [text, want] of READ) {
  test(`reads ${text}`, () => {
    const { segments, verb } = template(text)
    assert.equal([...segments, ...(verb === '' ? [] : [`:${verb}`])].join(' '), want)
  })
}

const BAD = [
  '',
  'pets',
  '//',
  '/pets/',
  '/a//b',
  '/{id',
  '/id}',
  '/{}',
  '/{9}',
  '/{a={b}}',
  '/{a=}',
  '/{a=b//c}',
  '/a{b}',
  '/a*',
  '/**/*',
  '/**/a/**',
  '/a?b=c',
  '/a b',
  '/a:',
  '/a:b:c',
  `/${'x'.repeat(1024)}`,
]
for (const text of BAD)
  test(`refuses ${text.slice(0, 20)}`, () => assert.equal(parsePathTemplate(text).kind, 'bad'))

const TEXTS = [
  '/**',
  '/pets/**',
  '/pets/*',
  '/pets/mine',
  '/pets/*/toys',
  '/pets/mine/**',
  '/pets/**/end',
  '/pets/*:feed',
  '/',
]
const table = new PathTemplateTable(
  TEXTS.map((text) => ({ method: 'GET', template: template(text), value: text })),
)
const FOUND: readonly (readonly [string, string | null])[] = [
  ['/', '/'],
  ['/?a=b', '/'],
  ['/pets', '/pets/**'],
  ['/pets/', '/pets/**'],
  ['/pets/7', '/pets/*'],
  ['/pets/7/?q=/x', '/pets/*'],
  ['/pets/mine', '/pets/mine'],
  ['/pets/mine/toys', '/pets/mine/**'],
  ['/pets/7/toys', '/pets/*/toys'],
  ['/pets/7/a/b', '/pets/**'],
  ['/pets/7/a/end', '/pets/**/end'],
  ['/pets/end', '/pets/*'],
  ['/pets/7:feed', '/pets/*:feed'],
  ['/pets/7:walk', '/pets/*'],
  ['/cats//7', '/**'],
  ['/pets/:feed', '/pets/*'],
  ['/pets/7/8:feed', '/pets/**'],
]
for (const [path, want] of FOUND)
  test(`the best for ${path} is ${want}`, () => assert.equal(table.find('GET', path), want))

test('a method is matched as it is', () => {
  assert.equal(table.find('POST', '/pets'), null)
  assert.equal(table.find('get', '/pets'), null)
})

test('of equal templates the first counts', () => {
  const twice = ['/a/{x}', '/a/{y}'].map((text) => ({
    method: 'GET',
    template: template(text),
    value: text,
  }))
  assert.equal(new PathTemplateTable(twice).find('GET', '/a/1'), '/a/{x}')
})
