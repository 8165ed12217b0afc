/** Which streams the filters of access logs let through. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccessLogFilter } from '@flotilla/proto'
import { Violations } from '../../compile/violations.ts'
import { type FakeStream, fakeStream } from '../../mixer/fake-stream.ts'
import { compileLogFilter } from './log-filter.ts'

/** A draw of 50, of which the last two digits count for a share in hundred. */
const FIFTY = 50.5 / Number.MAX_SAFE_INTEGER

function passes(json: unknown, stream: Partial<FakeStream>): boolean {
  const parsed = AccessLogFilter.fromJson(json)
  assert.ok(parsed.kind === 'ok', JSON.stringify(parsed))
  const at = new Violations()
  const filter = compileLogFilter(parsed.message, () => FIFTY, at)
  assert.deepEqual(at.all, [])
  return filter(fakeStream(stream))
}

test('filters', () => {
  const compare = (op: string, value: number): unknown => ({
    comparison: { op, value: { default_value: value } },
  })
  const header = { header_filter: { header: { name: 'x', string_match: { exact: '1' } } } }
  const path = [{ key: 'k' }]
  const metadata = { filter: 'ns', path, value: { string_match: { exact: 'v' } } }
  const cases: readonly (readonly [json: unknown, stream: Partial<FakeStream>, passes: boolean])[] =
    [
      [{ status_code_filter: compare('GE', 400) }, { responseCode: 404 }, true],
      [{ status_code_filter: compare('GE', 400) }, { responseCode: 200 }, false],
      [{ status_code_filter: compare('LE', 200) }, { responseCode: 200 }, true],
      [{ status_code_filter: compare('EQ', 200) }, { responseCode: 201 }, false],
      [{ duration_filter: compare('GE', 4) }, { startMs: 0, endMs: 4 }, true],
      [{ not_health_check_filter: {} }, { metadata: () => 'true' }, false],
      [{ not_health_check_filter: {} }, {}, true],
      [{ traceable_filter: {} }, { requestHeaders: ['x-request-id', 'aaaaaaaa-bbbb-9ccc'] }, true],
      [{ traceable_filter: {} }, { requestHeaders: ['x-request-id', 'aaaaaaaa-bbbb-4ccc'] }, false],
      [header, { requestHeaders: ['x', '1'] }, true],
      [header, { requestHeaders: ['x', '2'] }, false],
      [
        { and_filter: { filters: [header, { status_code_filter: compare('EQ', 200) }] } },
        {},
        false,
      ],
      [{ or_filter: { filters: [header, { status_code_filter: compare('EQ', 200) }] } }, {}, true],
      [{ response_flag_filter: { flags: ['UH', 'NR'] } }, { responseFlags: 8 }, true],
      [{ response_flag_filter: { flags: ['UH'] } }, { responseFlags: 8 }, false],
      [{ response_flag_filter: {} }, { responseFlags: 8 }, true],
      [{ response_flag_filter: {} }, { responseFlags: 0 }, false],
      [
        { grpc_status_filter: { statuses: ['OK'] } },
        { responseTrailers: ['grpc-status', '0'] },
        true,
      ],
      [{ grpc_status_filter: { statuses: ['UNAVAILABLE'] } }, { responseCode: 503 }, true],
      [{ grpc_status_filter: { statuses: ['OK'], exclude: true } }, { responseCode: 503 }, true],
      [{ metadata_filter: { matcher: metadata } }, { metadataValue: () => 'v' }, true],
      [{ metadata_filter: { matcher: metadata } }, { metadataValue: () => 'w' }, false],
      [{ metadata_filter: { matcher: metadata } }, {}, true],
      [{ metadata_filter: { matcher: metadata, match_if_key_not_found: false } }, {}, false],
      [{ log_type_filter: { types: ['DownstreamEnd'] } }, {}, true],
      [{ log_type_filter: { types: ['DownstreamEnd'], exclude: true } }, {}, false],
      [{ runtime_filter: { runtime_key: 'k', percent_sampled: { numerator: 60 } } }, {}, true],
      [{ runtime_filter: { runtime_key: 'k', percent_sampled: { numerator: 40 } } }, {}, false],
    ]
  for (const [json, stream, expected] of cases)
    assert.equal(passes(json, stream), expected, JSON.stringify(json))
})
