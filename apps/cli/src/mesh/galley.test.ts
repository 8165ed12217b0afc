/** What the command line says of a refusal. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ConfigViolation, RefusedError } from './galley.ts'

const violation = (severity: ConfigViolation['severity']): ConfigViolation => ({
  file: 'f.yaml',
  line: 1,
  column: 1,
  path: 'spec',
  code: 'FLT_CONFIG_INVALID',
  severity,
  message: 'm',
})

const ROWS: readonly (readonly [ConfigViolation['severity'][], RegExp])[] = [
  [['error'], /: 1 error$/],
  [['warning', 'error'], /: 1 error, 1 warning$/],
  [['error', 'warning', 'error', 'warning'], /: 2 errors, 2 warnings$/],
]
for (const [severities, want] of ROWS) {
  test(`a refusal for ${severities.join(', ')} counts errors and warnings apart`, () => {
    assert.match(new RefusedError(severities.map(violation)).message, want)
  })
}
