/** Where the language surprises, where ours departs from Mixer, and the limits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AttributeValue,
  DurationValue,
  MutableBag,
  ReferenceTracker,
  TimestampValue,
  ValueType,
  type ValueType as ValueTypeNumber,
} from '@flotilla/attributes'
import fc from 'fast-check'
import { compile, type Environment, EvaluationError, parse } from './index.ts'

const TYPES: Readonly<Record<string, ValueTypeNumber>> = {
  ab: ValueType.BOOL,
  ai: ValueType.INT64,
  as: ValueType.STRING,
  bs: ValueType.STRING,
  ar: ValueType.STRING_MAP,
  br: ValueType.STRING_MAP,
  at: ValueType.TIMESTAMP,
  adur: ValueType.DURATION,
}
const ENV: Environment = { attributeType: (name) => TYPES[name] ?? null }

function evaluate(
  text: string,
  attributes: Record<string, AttributeValue>,
  tracker?: ReferenceTracker,
) {
  const result = compile(text, ENV)
  assert.ok(result.kind === 'ok', result.kind === 'bad' ? result.error.message : '')
  const value = result.expression.evaluate(
    new MutableBag(Object.entries(attributes)),
    tracker ?? null,
  )
  return value instanceof EvaluationError ? value.message : value
}

test('ours: a left operand that cannot be missing gives its own value', () => {
  assert.equal(evaluate('(as == "x") | true', { as: 'y' }), false)
  assert.equal(evaluate('size(as) | 7', { as: 'abc' }), 3n)
  assert.equal(evaluate('(as + "b") | "d"', { as: 'a' }), 'ab')
})

test('ours: || as an argument of a plain function is just a value', () => {
  assert.equal(evaluate('conditionalString(ab || true, "yes", "no")', { ab: true }), 'yes')
})

test('ours: an expression that yields a map depends on the whole map', () => {
  const tracker = new ReferenceTracker()
  evaluate('ar | br', { br: new Map([['k', 'v']]) }, tracker)
  assert.deepEqual(tracker.references(), [
    { name: 'ar', mapKey: null, condition: 1 },
    { name: 'br', mapKey: null, condition: 2 },
  ])
})

test('ours: equal instants are both at most and at least', () => {
  const at = new TimestampValue(1_420_211_075_000_000_000n)
  assert.equal(evaluate('at <= timestamp("2015-01-02T16:04:35+01:00")', { at }), true)
  assert.equal(evaluate('at >= timestamp("2015-01-02T16:04:35+01:00")', { at }), true)
})

test('ours: an IPv4 part with a leading zero is no address', () => {
  assert.equal(
    evaluate('ip("010.0.0.1") == ip("10.0.0.1")', {}),
    'could not convert 010.0.0.1 to IP_ADDRESS',
  )
})

test('integers wrap, and durations stand for integers of nanoseconds', () => {
  assert.equal(evaluate('ai + 1', { ai: 2n ** 63n - 1n }), -(2n ** 63n))
  assert.equal(evaluate('ai', { ai: new DurationValue(5n) }), 5n)
  assert.deepEqual(evaluate('adur', { adur: 5n }), new DurationValue(5n))
})

test('a wrong type at run time is an error under | too, and names the attribute', () => {
  assert.equal(evaluate('as | "d"', { as: true }), "error converting value to string: 'true'")
  const result = compile('as', ENV)
  assert.ok(result.kind === 'ok')
  const missing = result.expression.evaluate(new MutableBag(), null)
  assert.ok(missing instanceof EvaluationError)
  assert.deepEqual([missing.kind, missing.attribute], ['lookup', 'as'])
})

test('a map chosen by a function leaves the trace of the map it chose', () => {
  const tracker = new ReferenceTracker()
  const maps = { ab: false, br: new Map([['k', 'v']]) }
  assert.equal(evaluate('conditional(ab, ar, br)["k"]', maps, tracker), 'v')
  assert.deepEqual(
    tracker.references().map((r) => [r.name, r.mapKey]),
    [
      ['ab', null],
      ['br', 'k'],
    ],
  )
})

test('newlines and comments stand where Go allows them', () => {
  assert.equal(evaluate('ab && // first\n ab', { ab: true }), true)
  assert.equal(evaluate('ab /* x */ && ab\n', { ab: true }), true)
  assert.equal(evaluate('conditional(\n  ab,\n  1,\n  2,\n)', { ab: true }), 1n)
  const broken = parse('ab\n&& ab')
  assert.ok(broken.kind === 'bad')
  assert.equal(
    broken.error.message,
    "unable to parse expression 'ab\n&& ab': 2:1: expected 'EOF', found '&&'",
  )
})

test('every class of refusal is reached, with a hint where the language surprises', () => {
  const cases: [text: string, errorClass: string, message: RegExp, hint: boolean][] = [
    ['as ==', 'parse', /1:6: expected operand, found 'EOF'/, false],
    ['"abc', 'parse', /1:1: string literal not terminated/, false],
    ["'", 'parse', /1:1: rune literal not terminated/, false],
    ['`abc', 'parse', /1:1: raw string literal not terminated/, false],
    ['"\\u12"', 'parse', /illegal character U\+0022 '"' in escape sequence/, false],
    ['"\\ud800"', 'parse', /1:2: escape sequence is invalid Unicode code point/, false],
    ['as /* x', 'parse', /1:4: comment not terminated/, false],
    ['f(as bs)', 'parse', /1:6: missing ',' in argument list/, false],
    ['f(as\n)', 'parse', /1:5: missing ',' before newline in argument list/, false],
    ['ar["x"', 'parse', /expected '\]', found 'EOF'/, false],
    ['as.', 'parse', /expected selector or type assertion, found 'EOF'/, false],
    ['"é" #', 'parse', /1:6: illegal character U\+0023 '#'/, false],
    ['as.(string)', 'unexpected', /^unexpected expression: type assertion/, false],
    ['[]int{1}', 'unexpected', /^unexpected expression/, false],
    ['3i', 'unexpected', /^unexpected expression/, false],
    ['ar["x"].startsWith("a")', 'unexpected', /^unexpected expression/, false],
    ['(as)(bs)', 'unexpected', /^unexpected expression/, false],
    ['0x10', 'literal', /parsing "0x10": invalid syntax/, false],
    ['1_000', 'literal', /parsing "1_000": invalid syntax/, false],
    ['1e999', 'literal', /value out of range/, false],
    ['nope', 'unknown-attribute', /^unknown attribute nope$/, false],
    ['!ab', 'unknown-function', /^unknown function: NOT$/, true],
    ['ai - 1', 'unknown-function', /^unknown function: SUB$/, true],
    [
      'as.match("x")',
      'not-an-instance-method',
      /^invoking regular function on instance method: match$/,
      false,
    ],
    ['startsWith(as)', 'missing-instance', /startsWith$/, false],
    ['size()', 'arity', /^size\(\) arity mismatch. Got 0 arg\(s\), expected 1 arg\(s\)$/, false],
    [
      'as == "5s"',
      'argument-type',
      /arg 2 \("5s"\) typeError got DURATION, expected STRING$/,
      true,
    ],
    ['ai.startsWith(as)', 'target-type', /target typeError got INT64, expected STRING$/, false],
    ['ab < ab', 'unimplemented-type', /less than for type not yet implemented: bool$/, false],
    ['match(as, "x", nope)', 'unknown-attribute', /nope/, false],
  ]
  for (const [text, errorClass, message, hint] of cases) {
    const result = compile(text, ENV)
    assert.ok(result.kind === 'bad', text)
    assert.equal(result.error.class, errorClass, text)
    assert.match(result.error.message, message)
    assert.equal(result.error.hint !== null, hint, text)
  }
})

test('arguments beyond the signature are evaluated by plain functions only', () => {
  assert.equal(evaluate('match("a", "a", as)', {}), "lookup failed: 'as'")
  assert.equal(evaluate('size("abc", as)', {}), 3n)
})

test('nesting is bounded, however it is written', () => {
  for (const text of [
    `${'('.repeat(600)}ab`,
    '!'.repeat(600),
    `ab${'||ab'.repeat(600)}`,
    'f('.repeat(600),
  ]) {
    const result = parse(text)
    assert.ok(result.kind === 'bad' && /too deeply|expected/.test(result.error.message))
  }
  assert.equal(evaluate(`ab${'||ab'.repeat(400)}`, { ab: true }), true)
})

test('no text makes the compiler throw', () => {
  const piece = fc.constantFrom(
    ...'ab as ai ar["k"] nope ( ) [ ] { } | || && == != < + - ! * , . : ; "x" "5s" \'c\' ` 12 1.5 0x1 // /* \n f( size( func é \\'.split(
      ' ',
    ),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((p) => p.join(' ')),
      ),
      (text) => {
        const result = compile(text, ENV)
        if (result.kind === 'ok')
          result.expression.evaluate(new MutableBag(), new ReferenceTracker())
      },
    ),
    { numRuns: 500 },
  )
})
