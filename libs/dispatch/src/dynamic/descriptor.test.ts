/** Descriptor sets from outside: read within bounds, and what is wrong is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ProblemList } from '../problem.ts'
import { object } from '../test-objects.ts'
import { adapterInfoOf } from './adapter-info.ts'
import { FieldKind } from './descriptor-types.ts'
import { MAX_DESCRIPTOR_BYTES, parseDescriptorSet } from './parse-descriptor.ts'
import { remoteTemplateOf } from './template.ts'
import { descriptor, field, file, mapEntry, message } from './test-descriptors.ts'

function problemsOf(text: unknown): string {
  const problems = new ProblemList()
  const made = remoteTemplateOf(object('template', 't', { descriptor: text }), problems)
  assert.equal(made === null, problems.problems.length > 0)
  return problems.problems.map((one) => `${one.path}: ${one.message}`).join('; ')
}

test('a template is read with its service, variety and outputs', () => {
  const problems = new ProblemList()
  const text = descriptor(
    file({
      template: { name: 'test', variety: 4 },
      messages: [
        message('InstanceMsg', [field('text', 1, FieldKind.string)]),
        message(
          'OutputMsg',
          [
            field('name', 1, FieldKind.string),
            field('when', 2, FieldKind.message, { typeName: '.istio.policy.v1beta1.TimeStamp' }),
            field('labels', 3, FieldKind.message, {
              isRepeated: true,
              typeName: '.test.OutputMsg.LabelsEntry',
            }),
          ],
          { messages: [mapEntry('LabelsEntry', field('value', 2, FieldKind.string))] },
        ),
      ],
    }),
  )
  const made = remoteTemplateOf(object('template', 't', { descriptor: text }), problems)
  assert.deepEqual(problems.problems, [])
  assert.equal(made?.name, 't.template.istio-system')
  assert.equal(made?.variety, 4)
  assert.equal(made?.remote.path, '/test.HandleTestService/HandleTest')
  assert.deepEqual(
    made?.outputs.map(({ name, type }) => [name, type]),
    [
      ['name', 1],
      ['when', 5],
      ['labels', 11],
    ],
  )
})

const REFUSED: readonly [string, unknown, RegExp][] = [
  ['nothing', undefined, /is required/],
  ['an empty text', ' \n', /is empty/],
  ['what is not base64', 'no base64!', /is not base64/],
  ['bytes that are no descriptor', 'AAAA', /is not a descriptor set/],
  ['a set without files', 'EgA=', /holds no file/],
  ['too many bytes', 'A'.repeat(MAX_DESCRIPTOR_BYTES * 1.4), /is larger than/],
  ['a set without template', descriptor(file({ template: null })), /no file with the option/],
  [
    'two templates in one set',
    descriptor(file(), file({ name: 'b.proto', package: 'b' })),
    /several files with template_variety: test.proto, b.proto/,
  ],
  ['a bad name', descriptor(file({ template: { name: 'a-b', variety: 0 } })), /letters are needed/],
  ['an unknown variety', descriptor(file({ template: { name: 'a', variety: 9 } })), /is none/],
  ['no service', descriptor(file({ services: [] })), /no service Handle…Service/],
  [
    'a service that streams',
    descriptor(
      file({
        services: [
          {
            name: 'HandleX',
            methods: [{ name: 'HandleX', input: '', output: '', isStreaming: true }],
          },
        ],
      }),
    ),
    /streams/,
  ],
  ['no InstanceMsg', descriptor(file({ messages: [] })), /no message InstanceMsg/],
  [
    'a generator without outputs',
    descriptor(file({ template: { name: 'a', variety: 3 } })),
    /no message OutputMsg/,
  ],
  [
    'a missing import',
    descriptor(
      file({
        messages: [
          message('InstanceMsg', [field('a', 1, FieldKind.message, { typeName: '.other.Thing' })]),
        ],
      }),
    ),
    /lacks the type \.other\.Thing of \.test\.InstanceMsg\.a: include imports/,
  ],
  [
    'a field number out of range',
    descriptor(file({ messages: [message('InstanceMsg', [field('a', 0, FieldKind.string)])] })),
    /has the number 0/,
  ],
  [
    'types that nest too deep',
    descriptor(
      file({
        messages: [
          Array.from({ length: 40 }).reduce<ReturnType<typeof message>>(
            (inner, _, i) => message(`M${i}`, [], { messages: [inner] }),
            message('Leaf', []),
          ),
        ],
      }),
    ),
    /nest deeper than 32/,
  ],
]
for (const [name, text, reason] of REFUSED)
  test(`a template is refused for ${name}`, () => assert.match(problemsOf(text), reason))

test('mutated and random descriptors give a reason or a set, nothing else', () => {
  const good = Buffer.from(descriptor(file()), 'base64')
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, length) => {
      const bytes = Buffer.from(good.subarray(0, length))
      if (at < length) bytes[at] = byte
      const parsed = parseDescriptorSet(bytes.toString('base64'))
      assert.ok(parsed.kind === 'ok' || parsed.message !== '')
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      parseDescriptorSet(Buffer.from(bytes).toString('base64'))
    }),
  )
})

test('an adapter is dropped with any of its templates, and without a message Params', () => {
  const problems = new ProblemList()
  const template = remoteTemplateOf(
    object('template', 't', { descriptor: descriptor(file()) }),
    problems,
  )
  assert.ok(template)
  const templates = new Map([[template.name, template]])
  const of = (spec: object) => adapterInfoOf(object('adapter', 'a', spec), templates, problems)
  assert.ok(of({ templates: ['t'] }))
  assert.ok(
    of({
      templates: ['t.istio-system'],
      config: descriptor(file({ messages: [message('Params', [])] })),
    }),
  )
  assert.equal(of({ templates: ['t', 'gone'] }), null)
  assert.equal(of({ templates: [] }), null)
  assert.equal(of({ templates: ['t'], config: descriptor(file()) }), null)
  assert.deepEqual(
    problems.problems.map(({ path, message: text }) => `${path}: ${text}`),
    [
      'spec.templates[1]: no usable template "gone"',
      'spec.templates: an adapter takes at least one template',
      'spec.config: has no message Params',
    ],
  )
})
