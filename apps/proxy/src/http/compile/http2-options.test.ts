/** Http2ProtocolOptions: settings of the user's own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Http2ProtocolOptions } from '@flotilla/proto'
import { Violations } from '../../compile/violations.ts'
import { compileHttp2Options } from './http2-options.ts'

const AROUND = { maxHeaderListBytes: 1000, maxHeaderFields: 10, isMalformedStreamError: false }

function compile(value: unknown): {
  codec: ReturnType<typeof compileHttp2Options>['codec']
  faults: readonly string[]
} {
  const parsed = Http2ProtocolOptions.fromJson(value)
  if (parsed.kind === 'bad') assert.fail(JSON.stringify(parsed.violations))
  const at = new Violations()
  const { codec } = compileHttp2Options(parsed.message, AROUND, at)
  return { codec, faults: at.all.map(({ path, message }) => `${path}: ${message}`) }
}

const custom = (...pairs: readonly (readonly [number, number])[]): object => ({
  custom_settings_parameters: pairs.map(([identifier, value]) => ({ identifier, value })),
})

test('custom settings are sent, or read as the field that they have', () => {
  const { codec, faults } = compile(custom([99, 1], [3, 7], [2, 0], [8, 1]))
  assert.deepEqual(faults, [])
  assert.deepEqual(codec.moreSettings, [99, 1])
  assert.equal(codec.maxConcurrentStreams, 7)
  assert.equal(codec.allowsExtendedConnect, true)
  assert.deepEqual(compile({}).codec.moreSettings, [])
})

test('custom settings that contradict or cannot act are refused', () => {
  const cases: readonly (readonly [object, string])[] = [
    [{ ...custom([3, 7]), max_concurrent_streams: 1 }, 'identifier: has a field'],
    [custom([99, 1], [99, 2]), 'identifier: is used twice'],
    [custom([2, 1]), 'value: must be 0'],
    [custom([5, 20_000]), 'identifier: this setting is not implemented'],
    [custom([70_000, 1]), 'identifier: must be 0 to 65535'],
    [{ custom_settings_parameters: [{ identifier: 9 }] }, 'value: is required'],
  ]
  for (const [value, expected] of cases) {
    const [fault = ''] = compile(value).faults
    assert.ok(fault.includes(expected), `${JSON.stringify(value)}: ${fault}`)
  }
})
