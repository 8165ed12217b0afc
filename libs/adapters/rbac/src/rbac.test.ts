/** The rbac adapter: roles, bindings, constraints, and files that change or break. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import {
  type CheckResult,
  Code,
  EMPTY_VALUE_MAP,
  type Handler,
  ValueMap,
} from '@flotilla/adapter-sdk'
import { adapterCompliance, FakeEnv, sampleInstance } from '@flotilla/adapter-sdk/compliance'
import { rbac } from './rbac.ts'

const ROLES = `apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRole
metadata: {name: viewer, namespace: shop}
spec:
  rules:
  - services: [products.shop.svc.cluster.local, "reviews*", "*.admin"]
    methods: [GET, HEAD]
    paths: ["/products*", "*/reviews", "/exact"]
    constraints:
    - {key: version, values: [v1, "v2*"]}
---
apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRole
metadata: {name: all, namespace: shop}
spec: {rules: [{services: ["*"]}]}
---
apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRole
metadata: {name: trial, namespace: shop}
spec: {rules: [{services: ["*"]}]}
---
apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRoleBinding
metadata: {name: viewers, namespace: shop}
spec:
  subjects: [{user: "*"}]
  roleRef: {kind: ServiceRole, name: viewer}
---
apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRoleBinding
metadata: {name: admins, namespace: shop}
spec:
  subjects:
  - {user: alice, properties: {namespace: "office*"}}
  - {group: admins}
  - {}
  roleRef: {kind: ServiceRole, name: all}
---
apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRoleBinding
metadata: {name: trials, namespace: shop}
spec: {subjects: [{user: eve}], roleRef: {kind: ServiceRole, name: trial}, mode: PERMISSIVE}
---
kind: Other
`

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'flt-rbac-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

const urlOf = (folder: string): string => pathToFileURL(folder).href.replace(/^file:/, 'fs:')
const GOOD = folderWith({ 'roles.yaml': ROLES, 'notes.txt': 'x' })
const instance = sampleInstance('authorization')

adapterCompliance({
  adapter: rbac,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'a folder', params: { configStoreUrl: urlOf(GOOD), cacheDuration: '10s' } },
    { name: 'a folder that is not there', params: { configStoreUrl: 'fs:///no/such/folder' } },
  ],
  refused: [
    { name: 'no store', params: {}, path: 'spec.params.configStoreUrl' },
    {
      name: 'a store of Kubernetes',
      params: { configStoreUrl: 'k8s://' },
      path: 'spec.params.configStoreUrl',
    },
    {
      name: 'no caching',
      params: { configStoreUrl: urlOf(GOOD), cacheDuration: '0s' },
      path: 'spec.params.cacheDuration',
    },
  ],
  failures: [
    {
      name: 'the folder is not there',
      params: { configStoreUrl: 'fs:///no/such/folder' },
      instance,
      code: Code.unavailable,
    },
  ],
})

async function started(folder: string, env = new FakeEnv()): Promise<Handler> {
  const wiring = { handler: 'h', instances: [], previous: null }
  const answer = rbac.accept({ configStoreUrl: urlOf(folder), cacheDuration: '5s' }, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return answer.accepted.build(env, wiring)
}

interface Call {
  readonly user?: string
  readonly groups?: string
  readonly subject?: Record<string, string>
  readonly namespace?: string
  readonly service?: string
  readonly method?: string
  readonly path?: string
  readonly version?: string | null
}

function check(handler: Handler, call: Call): CheckResult {
  const { version = 'v1' } = call
  const asked = sampleInstance('authorization', 'filled', {
    subject: {
      user: call.user ?? 'bob',
      groups: call.groups ?? '',
      properties: ValueMap.of(call.subject ?? {}),
    },
    action: {
      namespace: call.namespace ?? 'shop',
      service: call.service ?? 'products.shop.svc.cluster.local',
      method: call.method ?? 'GET',
      path: call.path ?? '/products/1',
      properties: version === null ? EMPTY_VALUE_MAP : ValueMap.of({ version }),
    },
  })
  const result = handler.handleCheck?.(asked)
  assert.ok(result !== undefined && !(result instanceof Promise))
  return result
}

const CASES: readonly [string, Call, boolean][] = [
  ['what the role names', {}, true],
  ['a service by prefix', { service: 'reviews.shop' }, true],
  ['a service by suffix', { service: 'x.admin' }, true],
  ['another service', { service: 'orders.shop' }, false],
  ['another method', { method: 'POST' }, false],
  ['a path by suffix', { path: '/x/reviews' }, true],
  ['a path itself', { path: '/exact' }, true],
  ['another path', { path: '/exact/not' }, false],
  ['a constraint by prefix', { version: 'v2-beta' }, true],
  ['another value of a constraint', { version: 'v3' }, false],
  ['no value for a constraint', { version: null }, false],
  ['another namespace', { namespace: 'default' }, false],
  ['no service', { service: '' }, false],
  ['a group', { groups: 'admins', method: 'DELETE' }, true],
  [
    'a user with its properties',
    { user: 'alice', subject: { namespace: 'office-1' }, method: 'PUT' },
    true,
  ],
  ['a user without its properties', { user: 'alice', method: 'PUT' }, false],
  ['a permissive binding', { user: 'eve', method: 'PUT' }, false],
]

for (const [name, call, isAllowed] of CASES)
  test(`${name}: ${isAllowed ? 'allowed' : 'denied'}`, async () => {
    const handler = await started(GOOD)
    const { status, validDurationMs, validUseCount } = check(handler, call)
    assert.deepEqual(
      [status.code, status.message],
      isAllowed ? [Code.ok, ''] : [Code.permissionDenied, 'RBAC: permission denied.'],
    )
    assert.deepEqual([validDurationMs, validUseCount], [5_000, 1_000_000_000])
    await handler.close()
  })

test('a change is in force after the cache duration; a broken one leaves what was', async () => {
  const folder = folderWith({ 'roles.yaml': ROLES })
  const env = new FakeEnv()
  const handler = await started(folder, env)
  const settle = async (): Promise<void> => {
    await env.advance(5_000)
    await new Promise((resolve) => setTimeout(resolve, 20)) // files are read by the system, not by the fake clock
  }
  for (const broken of [
    'a: [',
    'apiVersion: rbac.istio.io/v1alpha1\nkind: ServiceRole\nspec: {nope: 1}',
    ROLES.replace('name: viewer, namespace', 'name: v, namespace'),
  ]) {
    writeFileSync(join(folder, 'roles.yaml'), broken)
    await settle()
    assert.equal(check(handler, {}).status.code, Code.ok)
  }
  writeFileSync(join(folder, 'roles.yaml'), ROLES.replace('[GET, HEAD]', '[POST]'))
  await settle()
  assert.equal(check(handler, {}).status.code, Code.permissionDenied)
  assert.deepEqual(
    env.logged.map(({ fields }) => /^roles.yaml, document \d/.test(String(fields['reason']))),
    [true, true, true],
  )
  await handler.close()
})
