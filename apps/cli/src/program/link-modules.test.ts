/** Linked text does what the modules did: order, names, what runs when, and what cannot be linked is told. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { tempDir } from '@flotilla/testkit'
import { linkModules, type ModuleSource } from './link-modules.ts'

/** Modules as the compiler prints them, by path. */
function sourceOf(files: Readonly<Record<string, string>>): ModuleSource {
  return {
    read: (path) => files[path] ?? assert.fail(`nothing at ${path}`),
    resolve: (specifier) => {
      if (specifier.startsWith('node:')) return { kind: 'builtin' }
      return specifier.startsWith('./')
        ? { kind: 'module', path: specifier.slice(2) }
        : { kind: 'outside' }
    },
    url: () => import.meta.url,
  }
}

async function run(
  t: Parameters<typeof tempDir>[0],
  files: Readonly<Record<string, string>>,
): Promise<readonly unknown[]> {
  const seen: unknown[] = []
  const file = join(tempDir(t), 'linked.mjs')
  const key = `linked${Math.random()}`
  Reflect.set(globalThis, key, seen)
  const { text } = linkModules('main', sourceOf(files))
  writeFileSync(file, text.replaceAll('SEEN', `globalThis[${JSON.stringify(key)}]`))
  await import(pathToFileURL(file).href)
  Reflect.deleteProperty(globalThis, key)
  return seen
}

test('imports of every form get what was exported, and modules run once, needed ones first', async (t) => {
  const seen = await run(t, {
    main: `import process from 'node:process';
import * as path from 'node:path';
import { a, b as other } from './first';
import { inner } from './passing';
import { star } from './passing';
import './effect';
import pino, { levels } from 'pino';
SEEN.push(a, other, inner, star, typeof process.pid, path.sep, typeof pino, typeof levels);
export {};
`,
    first: `SEEN.push('first');\nexport const a = 1;\nconst hidden = 2;\nexport { hidden as b };\n`,
    passing: `export { a as inner } from './first';\nexport * from './second';\n`,
    second: `SEEN.push('second');\nexport function star() {\n    return 3;\n}\n`,
    effect: `SEEN.push('effect');\n`,
  })
  assert.deepEqual(seen.slice(0, 6), ['first', 'second', 'effect', 1, 2, 1])
  assert.equal((seen[6] as () => number)(), 3)
  assert.deepEqual(seen.slice(7), ['number', '/', 'function', 'object'])
})

test('what only import() reaches runs when asked for, once', async (t) => {
  const seen = await run(t, {
    main: `import { shared } from './shared';
SEEN.push('main', shared);
const [one, two] = [await import('./lazy'), await import('./lazy')];
SEEN.push(one.value, one === two, (await import('yaml')).parse('[1]'));
`,
    shared: `export const shared = 'shared';\n`,
    lazy: `import { shared } from './shared';\nimport { deep } from './deep';\nSEEN.push('lazy');\nexport const value = shared + deep;\n`,
    deep: `SEEN.push('deep');\nexport const deep = '!';\n`,
  })
  assert.deepEqual(seen, ['main', 'shared', 'deep', 'lazy', 'shared!', true, [1]])
})

test('the text is ASCII and its strings are what they were', async (t) => {
  const files = { main: `SEEN.push('é…\u{1f600}', \`µ\`, /^…$/u.test('…'));\n` }
  assert.match(linkModules('main', sourceOf(files)).text, /^[\0-\x7f]*$/)
  assert.deepEqual(await run(t, files), ['é…\u{1f600}', 'µ', true])
})

test('indentation goes, but not inside of texts', async (t) => {
  const source = sourceOf({ main: '{\n    SEEN.push(1);\n}\n' })
  assert.match(linkModules('main', source).text, /\nSEEN/)
  assert.deepEqual(await run(t, { main: 'SEEN.push(`\n    a`);\n' }), ['\n    a'])
})

const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a default export': { main: 'export default 1;\n' },
  'an exported let': { main: 'export let a = 1;\n' },
  'a circle': { main: `import { a } from './a';\n`, a: `import './main';\nexport const a = 1;\n` },
  'a default import of a module': { main: `import a from './a';\n`, a: 'export const b = 1;\n' },
  'the place of a module': { main: 'import.meta.dirname;\n' },
}
for (const [what, files] of Object.entries(REFUSED))
  test(`${what} is refused`, () => {
    assert.throws(() => linkModules('main', sourceOf(files)), { code: 'FLT_BUG' })
  })
