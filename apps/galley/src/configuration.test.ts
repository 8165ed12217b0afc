/** Changes as wholes: references, warnings about what a change leaves behind, owners, Mixer's own rules. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { checkFiles } from '@flotilla/model'
import { tempDir } from '@flotilla/testkit'
import { FakeClock } from '@flotilla/time'
import { Configuration, RefusedError } from './configuration.ts'
import { openDatabase } from './store/database.ts'
import { VersionStore } from './store/version-store.ts'

const SUBSETS =
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: reviews}\nspec: {host: reviews, subsets: [{name: v1}, {name: v2}]}\n'
const ROUTE =
  'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\nspec:\n  hosts: [reviews]\n  http:\n  - route: [{destination: {host: reviews, subset: v1}}]\n'
const MANIFEST =
  'apiVersion: config.istio.io/v1alpha2\nkind: attributemanifest\nmetadata: {name: m}\nspec: {attributes: {source.name: {valueType: STRING}}}\n'
const DENY =
  'apiVersion: config.istio.io/v1alpha2\nkind: handler\nmetadata: {name: deny}\nspec: {compiledAdapter: denier, params: {status: {code: 7}}}\n---\napiVersion: config.istio.io/v1alpha2\nkind: instance\nmetadata: {name: nothing}\nspec: {compiledTemplate: checknothing}\n---\napiVersion: config.istio.io/v1alpha2\nkind: rule\nmetadata: {name: r}\nspec:\n  match: source.name == "x"\n  actions: [{handler: deny, instances: [nothing]}]\n'

const WHO = { author: 'me', reason: '' }

interface Bench {
  readonly configuration: Configuration
  readonly verdicts: [string, string | null][]
  readonly versions: () => number
  apply(...texts: string[]): string[]
}

function bench(t: TestContext): Bench {
  const database = openDatabase(tempDir(t))
  t.after(() => database.close())
  const verdicts: [string, string | null][] = []
  let announced = 0
  const configuration = new Configuration({
    store: new VersionStore(database),
    clock: new FakeClock(),
    onVersion: () => announced++,
    onVerdict: (kind, reason) => verdicts.push([kind, reason]),
    knownHosts: () => new Set(['reviews.default.svc.cluster.local']),
  })
  return {
    configuration,
    verdicts,
    versions: () => announced,
    apply(...texts) {
      const files = texts.map((text, index) => ({ name: `${index}.yaml`, text }))
      return configuration
        .apply(files, 'default', WHO, false)
        .warnings.map((one) => `${one.file}:${one.line} ${one.path} ${one.message}`)
    },
  }
}

function refusal(action: () => unknown): string[] {
  try {
    action()
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return error.violations.map((one) => `${one.file}:${one.line}:${one.column} ${one.path}`)
  }
  throw new assert.AssertionError({ message: 'the change was taken' })
}

test('a missing subset refuses the change, whole', (t) => {
  const { configuration, apply, versions, verdicts } = bench(t)
  const other = SUBSETS.replaceAll('reviews', 'ratings')
  assert.deepEqual(
    refusal(() => apply(other, ROUTE)),
    ['1.yaml:7:51 spec.http[0].route[0].destination.subset'],
  )
  assert.deepEqual([configuration.version, configuration.inForce(), versions()], [0, [], 0])
  assert.deepEqual(verdicts, [
    ['DestinationRule', 'FLT_CONFIG_REFERENCE'],
    ['VirtualService', 'FLT_CONFIG_REFERENCE'],
  ])
  assert.deepEqual(apply(SUBSETS), [])
  assert.deepEqual(apply(ROUTE), [])
  assert.deepEqual([configuration.version, versions()], [2, 2])
})

test('deleting what others refer to is done, with a warning', (t) => {
  const { configuration, apply } = bench(t)
  apply(SUBSETS, ROUTE)
  const refs = [{ kind: 'DestinationRule', namespace: 'default', name: 'reviews' }]
  const { changes, warnings } = configuration.delete(refs, WHO)
  assert.deepEqual(
    changes.map((one) => one.op),
    ['deleted'],
  )
  assert.deepEqual(
    warnings.map((one) => [one.severity, one.file, one.path]),
    [['warning', '1.yaml', 'spec.http[0].route[0].destination.subset']],
  )
  assert.match(warnings[0]?.message ?? '', /^VirtualService "reviews" of namespace default is left/)
  assert.deepEqual(configuration.delete(refs, WHO).warnings, [], 'told once')
})

test('a subset that others use goes with a warning', (t) => {
  const { apply } = bench(t)
  apply(SUBSETS, ROUTE)
  const [warning, ...more] = apply(SUBSETS.replace('{name: v1}, ', ''))
  assert.match(warning ?? '', /no DestinationRule for reviews.* defines the subset "v1"; it has v2/)
  assert.deepEqual(more, [])
})

test('a host that nobody announces is a warning', (t) => {
  const { apply } = bench(t)
  assert.deepEqual(apply(ROUTE.replace('host: reviews, subset: v1', 'host: nobody')), [
    '0.yaml:7 spec.http[0].route[0].destination.host no service of the name nobody.default.svc.cluster.local is known yet',
  ])
})

test('what mixer would not take is refused with its place', (t) => {
  const { apply, configuration } = bench(t)
  apply(MANIFEST, DENY)
  assert.equal(configuration.version, 1)
  assert.deepEqual(
    refusal(() => apply(DENY.replace('source.name ==', 'sorce.name =='))),
    ['0.yaml:15:10 spec.match'],
  )
  assert.deepEqual(
    refusal(() => apply(DENY.replace('{code: 7}', '{cod: 7}'))),
    ['0.yaml:4:56 spec.params.status.cod'],
  )
  assert.equal(configuration.version, 1)
})

test('without a manifest, nothing is said about attributes', (t) => {
  const { apply } = bench(t)
  assert.deepEqual(apply(DENY), [])
})

test('a dry run says what would change and changes nothing', (t) => {
  const { configuration, versions } = bench(t)
  const files = [{ name: 'a', text: SUBSETS }]
  const { changes, version } = configuration.apply(files, 'default', WHO, true)
  assert.deepEqual([version, changes[0]?.op, versions()], [0, 'created', 0])
  assert.deepEqual(configuration.inForce(), [])
})

test('objects of a watched folder are changed there', (t) => {
  const { configuration, apply } = bench(t)
  const { objects } = checkFiles([{ name: '/conf/a.yaml', text: SUBSETS }])
  configuration.replaceOwned('fs:/conf', objects, WHO)
  assert.deepEqual(
    refusal(() => apply(SUBSETS)),
    ['0.yaml:1:1 metadata.name'],
  )
  assert.deepEqual(
    refusal(() =>
      configuration.delete(
        [{ kind: 'DestinationRule', namespace: 'default', name: 'reviews' }],
        WHO,
      ),
    ),
    ['/conf/a.yaml:1:1 metadata.name'],
  )
  configuration.replaceOwned('fs:/conf', [], WHO)
  assert.deepEqual(configuration.inForce(), [])
})

test('texts that are refused today can be deleted', (t) => {
  const { configuration, apply } = bench(t)
  apply(SUBSETS)
  const { changes } = configuration.deleteTexts(
    [{ name: 'a', text: SUBSETS.replace('host: reviews', 'hots: reviews') }],
    'default',
    WHO,
  )
  assert.deepEqual(
    changes.map((one) => one.op),
    ['deleted'],
  )
  assert.throws(() => configuration.deleteTexts([{ name: 'a', text: 'a: [' }], 'default', WHO), {
    code: 'FLT_CONFIG_INVALID',
  })
})

const FAULTY_RULE =
  'apiVersion: config.istio.io/v1alpha2\nkind: rule\nmetadata: {name: r}\nspec:\n  match: source.nam == "x"\n  actions: [{handler: gone, instances: [lost]}, {handler: deny, instances: [nothing]}]\n'
const DENY_OBJECTS = DENY.split('---\n').slice(0, 2)

test('a missing handler does not hide a bad condition nor bad parameters: all are told at once', (t) => {
  const { apply } = bench(t)
  const handler = DENY_OBJECTS[0]?.replace('code: 7', 'code: 7, nope: 1') ?? ''
  assert.deepEqual(
    refusal(() => apply(MANIFEST, handler, DENY_OBJECTS[1] ?? '', FAULTY_RULE)),
    [
      '1.yaml:4:66 spec.params.status.nope',
      '3.yaml:5:10 spec.match',
      '3.yaml:6:23 spec.actions[0].handler',
      '3.yaml:6:41 spec.actions[0].instances[0]',
    ],
  )
})

test('what only follows from an error is not told beside it', (t) => {
  const { apply } = bench(t)
  const unread = DENY_OBJECTS[0]?.replace('compiledAdapter: denier', 'compiledAdapter: [denier]')
  assert.deepEqual(
    refusal(() => apply(MANIFEST, unread ?? '', ...DENY.split('---\n').slice(1))),
    ['1.yaml:4:25 spec.compiledAdapter'],
  )
})
