/** A watched folder: read, changed, broken, repaired, linked, taken away. */
import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { tempDir } from '@flotilla/testkit'
import { FakeClock } from '@flotilla/time'
import { Configuration } from '../configuration.ts'
import { openDatabase } from '../store/database.ts'
import { VersionStore } from '../store/version-store.ts'
import { DirectorySource } from './directory.ts'

const subsets = (name: string, ...names: string[]): string =>
  `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: ${name}}\nspec: {host: ${name}, subsets: [${names.map((one) => `{name: ${one}}`).join(', ')}]}\n`
const route = (name: string, subset: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${name}}\nspec:\n  hosts: [${name}]\n  http: [{route: [{destination: {host: ${name}, subset: ${subset}}}]}]\n`

interface Bench {
  readonly dir: string
  readonly state: string
  readonly configuration: Configuration
  readonly source: DirectorySource
  readonly clock: FakeClock
  write(name: string, text: string): void
  /** Lets the folder be looked at, and tells what is in force: `Kind/name@version`. */
  look(): string[]
  faults(): string[]
}

function bench(t: TestContext): Bench {
  const state = tempDir(t)
  const dir = join(tempDir(t), 'conf')
  mkdirSync(dir)
  const database = openDatabase(state)
  const clock = new FakeClock()
  const configuration = new Configuration({
    store: new VersionStore(database),
    clock,
    onVersion: () => undefined,
    knownHosts: () => new Set(),
  })
  const source = new DirectorySource(dir, configuration, clock)
  t.after(() => {
    source.close()
    database.close()
  })
  return {
    dir,
    state,
    configuration,
    source,
    clock,
    write: (name, text) => writeFileSync(join(dir, name), text),
    look() {
      clock.advance(5_000)
      return configuration
        .inForce()
        .map(({ kind, metadata }) => `${kind}/${metadata.name}@${metadata.version}`)
        .sort()
    },
    faults: () =>
      source
        .violations()
        .map((one) => `${one.file.slice(dir.length + 1)}:${one.line} ${one.severity} ${one.path}`),
  }
}

test('files appear, change and vanish', (t) => {
  const { write, look, source, dir, configuration } = bench(t)
  write('a.yaml', subsets('a', 'v1'))
  write('notes.txt', 'not configuration')
  mkdirSync(join(dir, 'more/deep'), { recursive: true })
  write('more/deep/b.yml', `---\n${subsets('b', 'v1')}---\n`)
  source.start()
  assert.deepEqual(look(), ['DestinationRule/a@1', 'DestinationRule/b@1'])
  assert.equal(source.fileCount, 2)
  write('a.yaml', subsets('a', 'v1', 'v2'))
  assert.deepEqual(look(), ['DestinationRule/a@2', 'DestinationRule/b@1'])
  write('a.yaml', `# the same\n${subsets('a', 'v1', 'v2')}`)
  look()
  assert.equal(configuration.version, 2, 'a comment makes no version')
  rmSync(join(dir, 'more'), { recursive: true })
  assert.deepEqual(look(), ['DestinationRule/a@2'])
})

test('a folder that was never there is an error; one that vanished keeps its last content, also over a restart', (t) => {
  const { write, look, source, dir, configuration, clock } = bench(t)
  const wrong = new DirectorySource(`${dir}-wrong`, configuration, clock)
  assert.throws(() => wrong.start(), {
    code: 'FLT_NOT_FOUND',
    message: /^the folder \S+-wrong cannot be read \(ENOENT\); .*--config fs:DIR$/,
  })
  write('a.yaml', subsets('a', 'v1'))
  source.start()
  rmSync(dir, { recursive: true })
  assert.deepEqual(look(), ['DestinationRule/a@1'])
  source.close()
  const restarted = new DirectorySource(dir, configuration, clock)
  t.after(() => restarted.close())
  restarted.start()
  assert.deepEqual(look(), ['DestinationRule/a@1'])
})

test('a broken file keeps its last good content, the others go on', (t) => {
  const { write, look, faults, source } = bench(t)
  write('a.yaml', subsets('a', 'v1'))
  write('b.yaml', subsets('b', 'v1'))
  source.start()
  write('a.yaml', subsets('a', 'v1').replace('host', 'hots'))
  write('b.yaml', subsets('b', 'v2'))
  assert.deepEqual(look(), ['DestinationRule/a@1', 'DestinationRule/b@2'])
  assert.deepEqual(faults(), ['a.yaml:4 error spec.host', 'a.yaml:4 error spec.hots'])
  write('a.yaml', subsets('a', 'v3'))
  assert.deepEqual(look(), ['DestinationRule/a@3', 'DestinationRule/b@2'])
  assert.deepEqual(faults(), [])
})

test('a file that refers to what is not there waits until it is', (t) => {
  const { write, look, faults, source, configuration } = bench(t)
  write('route.yaml', route('reviews', 'v1'))
  write('other.yaml', subsets('ratings', 'v1'))
  source.start()
  assert.deepEqual(look(), ['DestinationRule/ratings@1'])
  assert.deepEqual(faults(), ['route.yaml:6 error spec.http[0].route[0].destination.subset'])
  configuration.apply(
    [{ name: 'api', text: subsets('reviews', 'v1') }],
    'default',
    { author: '', reason: '' },
    false,
  )
  assert.deepEqual(look(), [
    'DestinationRule/ratings@1',
    'DestinationRule/reviews@2',
    'VirtualService/reviews@3',
  ])
  assert.deepEqual(faults(), [])
})

test('a file may take away what another one needs, which stays and says so', (t) => {
  const { write, look, faults, source } = bench(t)
  write('rule.yaml', subsets('reviews', 'v1'))
  write('route.yaml', route('reviews', 'v1'))
  source.start()
  assert.equal(look().length, 2)
  write('rule.yaml', subsets('reviews', 'v2'))
  assert.deepEqual(look(), ['DestinationRule/reviews@2', 'VirtualService/reviews@1'])
  assert.deepEqual(faults(), ['route.yaml:6 warning spec.http[0].route[0].destination.subset'])
})

test('an object that stands twice counts where it stands first', (t) => {
  const { write, look, faults, source } = bench(t)
  write('a.yaml', subsets('x', 'v1'))
  write('b.yaml', subsets('x', 'v2'))
  source.start()
  assert.deepEqual(look(), ['DestinationRule/x@1'])
  assert.deepEqual(faults(), ['b.yaml:3 error metadata.name'])
})

test('what was applied is not taken over by a folder', (t) => {
  const { write, look, faults, source, configuration } = bench(t)
  const who = { author: '', reason: '' }
  configuration.apply([{ name: 'api', text: subsets('x', 'v1') }], 'default', who, false)
  write('x.yaml', subsets('x', 'v2'))
  source.start()
  assert.deepEqual(look(), ['DestinationRule/x@1'])
  assert.deepEqual(faults(), ['x.yaml:3 error metadata.name'])
})

test('folders of a mounted ConfigMap: links are followed, hidden copies are not read', (t) => {
  const { dir, look, source } = bench(t)
  const version = (name: string, text: string): void => {
    mkdirSync(join(dir, name))
    writeFileSync(join(dir, name, 'x.yaml'), text)
    symlinkSync(name, join(dir, '..data_tmp'))
    renameSync(join(dir, '..data_tmp'), join(dir, '..data'))
  }
  version('..2024_1', subsets('x', 'v1'))
  symlinkSync('..data/x.yaml', join(dir, 'x.yaml'))
  symlinkSync('.', join(dir, 'loop'))
  symlinkSync('nowhere', join(dir, 'dangling.yaml'))
  source.start()
  assert.deepEqual(look(), ['DestinationRule/x@1'])
  version('..2024_2', subsets('x', 'v2'))
  assert.deepEqual(look(), ['DestinationRule/x@2'])
})

test('a folder that is away keeps its content, and is watched again when it is back', (t) => {
  const { dir, look, write, source } = bench(t)
  write('x.yaml', subsets('x', 'v1'))
  source.start()
  renameSync(dir, `${dir}.away`)
  assert.deepEqual(look(), ['DestinationRule/x@1'])
  assert.equal(source.readable, false)
  renameSync(`${dir}.away`, dir)
  write('x.yaml', subsets('x', 'v2'))
  assert.deepEqual(look(), ['DestinationRule/x@2'])
  assert.equal(source.readable, true)
})

test('a file that is broken when galley starts keeps what an earlier run took', (t) => {
  const { dir, look, write, source, configuration, clock } = bench(t)
  write('x.yaml', subsets('x', 'v1'))
  source.start()
  look()
  source.close()
  write('x.yaml', 'a: [')
  const again = new DirectorySource(dir, configuration, clock)
  t.after(() => again.close())
  again.start()
  assert.deepEqual(look(), ['DestinationRule/x@1'])
  assert.equal(again.violations().length, 1)
})

test('a change is noticed when it is made', async (t) => {
  const { dir, configuration } = bench(t)
  const { promise, resolve } = Promise.withResolvers<void>()
  // The clock is held: only the event of the system can cause the second look.
  const clock = new FakeClock()
  const after = clock.after.bind(clock)
  let looks = 0
  clock.after = (delayMs, callback) => {
    if (delayMs === 100) resolve()
    looks++
    return after(delayMs, callback)
  }
  const source = new DirectorySource(dir, configuration, clock)
  t.after(() => source.close())
  source.start()
  assert.equal(looks, 1)
  writeFileSync(join(dir, 'x.yaml'), subsets('x', 'v1'))
  await promise
  clock.advance(100)
  assert.equal(configuration.version, 1)
})
