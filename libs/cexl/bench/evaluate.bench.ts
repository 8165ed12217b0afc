/** Nanoseconds per evaluation with reference tracking. Budget: 150 ns for the first expression (design §7). */
import process from 'node:process'
import { MutableBag, ReferenceTracker, ValueType } from '@flotilla/attributes'
import { compile } from '../src/index.ts'

const ROUNDS = 300_000
const TYPES: Readonly<Record<string, ValueType>> = {
  ai: ValueType.INT64,
  as: ValueType.STRING,
  ar: ValueType.STRING_MAP,
}
const bag = new MutableBag([
  ['ai', 2n],
  ['ar', new Map([['foo', 'bar']])],
])

for (const text of [
  'ai == 20 || ar["foo"] == "bar"',
  'as | ar["x"] | "unknown"',
  'match(ar["foo"], "b*") && ai > 1',
]) {
  const result = compile(text, { attributeType: (name) => TYPES[name] ?? null })
  if (result.kind === 'bad') throw new Error(result.error.message)
  const tracker = new ReferenceTracker()
  const pass = (): number => {
    const startedAt = performance.now()
    for (let i = 0; i < ROUNDS; i++) {
      tracker.reset()
      result.expression.evaluate(bag, tracker)
    }
    return ((performance.now() - startedAt) * 1e6) / ROUNDS
  }
  pass()
  const best = Math.min(pass(), pass(), pass())
  process.stdout.write(`${best.toFixed(0).padStart(5)} ns  ${text}\n`)
}
