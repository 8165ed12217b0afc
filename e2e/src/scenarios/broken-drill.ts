/** The drill against builds that are broken on purpose: a drill that passes there proves nothing. */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { command, ROOT } from '../cli.ts'
import type { OwnScenario } from '../runner.ts'

interface Break {
  readonly what: string
  readonly edits: readonly Edit[]
  /** How the drill has to fail: not by a mesh that does not start, say. */
  readonly failure: RegExp
}

interface Edit {
  readonly file: string
  /** Text that must be there, and what stands in its place in the broken build. */
  readonly from: string
  readonly to: string
}

const BREAKS: readonly Break[] = [
  {
    what: 'the supervisor starts nothing again',
    edits: [
      {
        file: 'apps/cli/src/mesh/supervisor.ts',
        from: 'if (isAlive(record.ref)) return',
        to: 'if (record !== null) return',
      },
    ],
    failure: /galley is started again/,
  },
  {
    what: 'the sidecar forgets every decision, and the rules to decide by',
    edits: [
      {
        file: 'apps/proxy/src/mixer/shape-index.ts',
        from: 'if (slot === undefined || !accept(slot.value, slot.key)) continue',
        to: 'if (key !== null) continue',
      },
      {
        file: 'apps/proxy/src/mixer/edge/bundle-client.ts',
        from: 'return this.current !== null',
        to: 'return this.isClosed',
      },
    ],
    failure: /mixer: [1-9]\d* of \d+ failed/,
  },
]

const NOT_COPIED = new Set(['node_modules', '.git', '.nx', '.flotilla', '.cache'])
/** Three minutes: a broken mesh may answer late before it fails. */
const TIMEOUT_MS = 240_000

export const brokenDrill: readonly OwnScenario[] = BREAKS.map((one) => ({
  name: `the drill fails where ${one.what}`,
  run: async () => {
    const copy = mkdtempSync(join(tmpdir(), 'flt-broken-'))
    try {
      cpSync(ROOT, copy, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) })
      symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
      for (const { file, from, to } of one.edits) {
        const text = readFileSync(join(copy, file), 'utf8')
        assert.ok(text.includes(from), `${file} no longer holds what is to be broken`)
        writeFileSync(join(copy, file), text.replace(from, to))
      }
      const result = await command(
        'node',
        [join(copy, 'bin', 'run.mjs'), join(copy, 'e2e', 'src', 'main.ts'), 'drill-short'],
        { timeoutMs: TIMEOUT_MS },
      )
      assert.equal(result.code, 1, `the drill passed:\n${result.stdout}`)
      const [, failure = ''] = result.stdout.split('FAIL netns: kill -9 of each part')
      assert.match(failure, one.failure, result.stdout)
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  },
}))
