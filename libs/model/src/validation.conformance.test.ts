/** Istio's own verdicts on resources (../shared/conformance/validation.json), for the kinds served here. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { checkFiles, kindOf } from './index.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const SHARED = process.env['FLOTILLA_SHARED'] ?? join(dirname(ROOT), 'shared')
const FILE = join(SHARED, 'conformance/validation.json')

interface Case {
  readonly id: string
  readonly kind: string
  readonly apiVersion: string
  readonly metadata: object
  readonly spec: unknown
  readonly profile: 'modern' | 'legacy'
  readonly valid: boolean
  readonly modernVerdict?: boolean | null
  readonly warning?: boolean
}

interface Score {
  passed: number
  failed: string[]
  warningsRight: number
  warningsWrong: string[]
}

test('validation.json: verdicts of the kinds served', (t) => {
  if (!existsSync(FILE)) {
    t.skip(`${FILE} is not there; set FLOTILLA_SHARED to the folder that holds conformance/`)
    return
  }
  const { cases } = JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Case[] } // the documented format
  const scores = new Map<string, Score>()
  const leftOut = new Map<string, number>()
  for (const one of cases) {
    const verdict = one.profile === 'modern' ? one.valid : one.modernVerdict
    if (kindOf(one.kind) === null || verdict === null || verdict === undefined) {
      const group = kindOf(one.kind) === null ? `${one.kind}: kind not served yet` : 'no verdict'
      leftOut.set(group, (leftOut.get(group) ?? 0) + 1)
      continue
    }
    const group = `${one.kind} (${one.profile})`
    const score = scores.get(group) ?? {
      passed: 0,
      failed: [],
      warningsRight: 0,
      warningsWrong: [],
    }
    scores.set(group, score)
    judge(one, verdict, score)
  }
  let failures = 0
  for (const [group, score] of scores) {
    t.diagnostic(
      `${group}: ${score.passed} passed, ${score.failed.length} failed; warnings ${score.warningsRight} right, ${score.warningsWrong.length} wrong`,
    )
    for (const line of [...score.failed, ...score.warningsWrong]) t.diagnostic(`  ${line}`)
    failures += score.failed.length
  }
  for (const [group, count] of leftOut) t.diagnostic(`left out: ${count} × ${group}`)
  assert.ok(scores.size > 0, 'no case ran')
  assert.equal(failures, 0)
})

function judge(one: Case, verdict: boolean, score: Score): void {
  const { apiVersion, kind, metadata, spec } = one
  const text = JSON.stringify({ apiVersion, kind, metadata, spec: expand(spec) })
  const { violations } = checkFiles([{ name: one.id, text }], { references: false })
  const errors = violations.filter((violation) => violation.severity === 'error')
  const isValid = errors.length === 0
  if (isValid === verdict) score.passed++
  else {
    const found = errors.map((error) => `${error.path}: ${error.message}`).join('; ')
    score.failed.push(
      `${one.id}: expected ${verdict ? 'valid' : 'invalid'}, found ${found || 'nothing'}`,
    )
  }
  if (one.warning === undefined || one.profile !== 'modern') return
  const warnings = violations.filter((violation) => violation.severity === 'warning')
  if (warnings.length > 0 === one.warning) score.warningsRight++
  else
    score.warningsWrong.push(
      `${one.id}: expected ${one.warning ? 'a' : 'no'} warning, found ${warnings.map((w) => `${w.path}: ${w.message}`).join('; ') || 'none'}`,
    )
}

/** `{"$repeat":["A",N]}` and `{"$base64Repeat":["A",N]}` stand for long texts. */
function expand(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expand)
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Record<string, unknown> // any JSON object
  const repeat = fields['$repeat'] as [string, number] | undefined // the documented format
  if (repeat !== undefined) return repeat[0].repeat(repeat[1])
  const base64 = fields['$base64Repeat'] as [string, number] | undefined // the documented format
  if (base64 !== undefined) return Buffer.from(base64[0].repeat(base64[1])).toString('base64')
  return Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, expand(inner)]))
}
