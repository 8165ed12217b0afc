/** Templates as Mixer's configuration writes them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TimestampValue } from '@flotilla/attributes'
import { parseTextTemplate } from './text-template.ts'
import { ValueMap } from './value-map.ts'

const VALUES = ValueMap.of({
  method: 'GET',
  code: 200n,
  none: '',
  zero: 0n,
  took: 0.5,
  at: TimestampValue.fromParts(1_514_862_245, 120_000_000),
})

const CASES: readonly [string, string][] = [
  ['plain', 'plain'],
  ['{{.method}} {{ .code }}', 'GET 200'],
  ['{{or (.none) "-"}}|{{or .zero .took}}|{{and .method .none}}|{{or .none .missing}}', '-|0.5||'],
  ['{{or (.at.Format "2006-01-02T15:04:05Z07:00") "-"}}', '2018-01-02T03:04:05Z'],
  ['{{.at.Format "02/Jan/2006:15:04:05.999 -0700 Mon"}}', '02/Jan/2018:03:04:05.12 +0000 Tue'],
  ['{{if .none}}a{{else}}b{{if .code}}c{{end}}{{end}}', 'bc'],
  ['a {{- .method -}} b', 'aGETb'],
  ['{{/* nothing */}}x{{`raw "text"`}} {{7}}', 'xraw "text" 7'],
  ['"{{or (.method) "-"}}" {{or (and .method (or .none .code)) 1}}', '"GET" 200'],
]

for (const [source, expected] of CASES)
  test(`renders ${source}`, () => {
    const parsed = parseTextTemplate(source)
    if (parsed.kind === 'bad') assert.fail(parsed.message)
    assert.equal(
      parsed.template.render((name) => VALUES.get(name)),
      expected,
    )
  })

const REFUSED = [
  '{{.a',
  '{{range .a}}x{{end}}',
  '{{printf "%s" .a}}',
  '{{if .a}}x',
  '{{end}}',
  '{{.a .b}}',
  '{{(.a}}',
  '{{.a)}}',
  '{{or}}',
  '{{}}',
  '{{.a | len}}',
  '{{.at.Format}}',
  '{{"\\q"}}',
  `{{${'('.repeat(50)}.a${')'.repeat(50)}}}`,
  'x'.repeat(20_000),
]

for (const source of REFUSED)
  test(`refuses ${source.slice(0, 40)}`, () => {
    assert.equal(parseTextTemplate(source).kind, 'bad')
  })

test('tells the names that it reads', () => {
  const parsed = parseTextTemplate('{{.a}} {{or (.b.Format "15") .a}} {{if .c}}{{.d}}{{end}}')
  assert.deepEqual(parsed.kind === 'ok' && parsed.template.names, ['a', 'b', 'c', 'd'])
})
