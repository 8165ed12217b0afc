/** Bad configuration: exit 1, the place and the field's path, nothing applied, traffic unchanged. */
import assert from 'node:assert/strict'
import { productPage } from '../bookinfo.ts'
import { BOTH, type Scenario } from '../scenario.ts'

const HEAD =
  'apiVersion: networking.istio.io/v1alpha3\nkind: VirtualService\nmetadata: {name: broken}\nspec:\n  hosts: [reviews]\n'

interface Case {
  readonly what: string
  readonly text: string
  readonly says: RegExp
}

const CASES: readonly Case[] = [
  { what: 'text that is not YAML', text: 'kind: [unclosed\n', says: /<stdin>:\d+:\d+: error/ },
  {
    what: 'an unknown field',
    text: `${HEAD}  http:\n  - rote: []\n`,
    says: /<stdin>:7:5: error: spec\.http\[0\]\.rote: /,
  },
  {
    what: 'a wrong type',
    text: `${HEAD}  http:\n  - timeout: soon\n    route: [{destination: {host: reviews}}]\n`,
    says: /<stdin>:7:\d+: error: spec\.http\[0\]\.timeout: /,
  },
  {
    what: 'a missing gateway',
    text: `${HEAD}  gateways: [nowhere]\n  http:\n  - route: [{destination: {host: reviews}}]\n`,
    says: /<stdin>:6:\d+: error: spec\.gateways\[0\]: .*nowhere/,
  },
  {
    what: 'a missing subset',
    text: `${HEAD}  http:\n  - route:\n    - destination: {host: reviews, subset: v9}\n`,
    says: /<stdin>:8:\d+: error: spec\.http\[0\]\.route\[0\]\.destination\.subset: .*v9/,
  },
]

export const badInput: readonly Scenario[] = [
  {
    name: 'bad configuration is refused whole, with its place',
    modes: BOTH,
    run: async (mesh) => {
      const before = (await mesh.status()).configVersion
      for (const { what, text, says } of CASES) {
        const result = await mesh.cli(['apply', '-f', '-'], text)
        assert.equal(result.code, 1, `${what}: exit ${result.code}`)
        assert.match(result.stderr, says, what)
      }
      const good = HEAD.replace('broken', 'good').concat(
        '  http:\n  - route: [{destination: {host: reviews}}]\n',
      )
      const mixed = await mesh.cli(['apply', '-f', '-'], `${good}---\n${CASES[1]?.text}`)
      assert.equal(mixed.code, 1)
      assert.equal(
        (await mesh.cli(['get', 'virtualservice', 'good'])).code,
        1,
        'nothing of a refused file is applied',
      )
      const nothing = await mesh.cli(['delete', 'virtualservice', 'good'])
      assert.equal(nothing.code, 1)
      assert.match(
        nothing.stderr,
        /^error: there is no virtualservice good in namespace default; --ignore-not-found/,
      )
      const ignored = ['delete', 'virtualservice', 'good', '--ignore-not-found']
      assert.equal((await mesh.cli(ignored)).code, 0)
      assert.equal((await mesh.status()).configVersion, before)
      assert.equal((await productPage(mesh.url)).status, 200)
    },
  },
]
