/** Changes of queries, written as Envoy writes them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeStream } from '../../mixer/fake-stream.ts'
import { compileFormat, type Format } from '../substitution.ts'
import { AppendAction } from './header-mutation.ts'
import { mutatedQuery, type QueryMutation } from './query-mutation.ts'

function format(text: string): Format {
  const compiled = compileFormat(text)
  if (compiled.kind === 'bad') assert.fail(text)
  return compiled.value
}

const set = (key: string, text: string, action: AppendAction): QueryMutation => ({
  key,
  value: format(text),
  action,
})
const remove = (key: string): QueryMutation => ({
  key,
  value: null,
  action: AppendAction.AppendIfExistsOrAdd,
})

const CASES: readonly (readonly [string, readonly QueryMutation[], string])[] = [
  ['/a?b=1', [], '/a?b=1'],
  ['/a', [set('m', '%REQ(:METHOD)%', AppendAction.AppendIfExistsOrAdd)], '/a?m=GET'],
  ['/a?z=1&b', [set('a', '2', AppendAction.AddIfAbsent)], '/a?a=2&b=&z=1'],
  ['/a?v=1', [set('v', '2', AppendAction.AddIfAbsent)], '/a?v=1'],
  ['/a?v=1', [set('v', '2', AppendAction.AppendIfExistsOrAdd)], '/a?v=1&v=2'],
  ['/a?v=1&v=3', [set('v', '2', AppendAction.OverwriteIfExists)], '/a?v=2'],
  ['/a', [set('v', '2', AppendAction.OverwriteIfExists)], '/a'],
  ['/a?debug=1&debug=2', [remove('debug')], '/a'],
]

test('mutations of queries', () => {
  for (const [path, mutations, expected] of CASES)
    assert.equal(mutatedQuery(path, mutations, fakeStream({})), expected, path)
})
