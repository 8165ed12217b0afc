/** The status of objects: a rule whose handler is taken away is inert, and `get` and `analyze` say why. */
import assert from 'node:assert/strict'
import { eventually, type Mesh } from '../mesh.ts'
import { type Scenario, sample } from '../scenario.ts'

const FILE = sample('policy/mixer-rule-deny-label.yaml')
const FINDINGS = 79

interface Item {
  readonly metadata: { readonly name: string }
  readonly status?: { readonly state: string; readonly reasons: readonly { message: string }[] }
}

export const objectStatus: readonly Scenario[] = [
  {
    name: 'object status: get and analyze tell what is inert and why',
    modes: ['explicit'], // nothing in it depends on the network
    run: async (mesh) => {
      await mesh.apply(FILE)
      try {
        assert.equal((await rule(mesh)).status?.state, 'active')
        const sound = await mesh.cli(['analyze'])
        assert.equal(sound.code, 0, sound.stdout)
        const gone = await mesh.cli(['delete', 'handler', 'denyreviewsv3handler'])
        assert.equal(gone.code, 0, gone.stderr)
        await eventually('the rule is inert', 5_000, async () => {
          const { stdout } = await mesh.cli(['get', 'rules'])
          assert.match(stdout, /STATUS +REASON\n/)
          assert.match(
            stdout,
            /denyreviewsv3 +inert +spec\.actions\[0\]\.handler: .*denyreviewsv3handler/,
          )
        })
        const analysis = await mesh.cli(['analyze', '-o', 'json'])
        assert.equal(analysis.code, FINDINGS, analysis.stderr)
        const findings = JSON.parse(analysis.stdout) as { origin: string; level: string }[] // the command's contract
        const found = findings.filter(({ level }) => level === 'Error')
        assert.deepEqual(
          [...new Set(found.map(({ origin }) => origin))],
          ['rule denyreviewsv3.default'],
        )
      } finally {
        const removed = await mesh.cli(['delete', '--ignore-not-found', '-f', FILE])
        assert.equal(removed.code, 0, removed.stderr)
        await mesh.settled()
      }
    },
  },
]

async function rule(mesh: Mesh): Promise<Item> {
  const got = await mesh.cli(['get', 'rule', 'denyreviewsv3', '-o', 'json'])
  assert.equal(got.code, 0, got.stderr)
  return JSON.parse(got.stdout) as Item // the command's contract
}
