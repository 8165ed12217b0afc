/** ServiceRoles and ServiceRoleBindings, read from the YAML files of a folder. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { list, map, message, type ParamType, parseParams, text } from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import { parseAllDocuments } from 'yaml'

export interface RoleRule {
  readonly services: readonly string[]
  /** Empty: all. */
  readonly paths: readonly string[]
  /** Empty: all. */
  readonly methods: readonly string[]
  readonly constraints: readonly { readonly key: string; readonly values: readonly string[] }[]
}

export interface Subject {
  readonly user: string
  readonly group: string
  readonly properties: ReadonlyMap<string, string>
}

export interface Role {
  readonly rules: readonly RoleRule[]
  /** Of all bindings of the role. */
  readonly subjects: readonly Subject[]
}

/** By namespace. A namespace that is not there allows nothing. */
export type Roles = ReadonlyMap<string, readonly Role[]>

interface RoleSpec {
  readonly rules: readonly RoleRule[]
}

interface BindingSpec {
  readonly subjects: readonly Subject[]
  readonly roleRef: { readonly kind: string; readonly name: string }
  readonly mode: string
}

const roleSpec: ParamType<RoleSpec> = message<RoleSpec>({
  rules: list(
    message<RoleRule>({
      services: list(text()),
      paths: list(text()),
      methods: list(text()),
      constraints: list(
        message<{ readonly key: string; readonly values: readonly string[] }>({
          key: text(),
          values: list(text()),
        }),
      ),
    }),
  ),
})

const bindingSpec: ParamType<BindingSpec> = message<BindingSpec>({
  subjects: list(message<Subject>({ user: text(), group: text(), properties: map(text()) })),
  roleRef: message<{ readonly kind: string; readonly name: string }>({
    kind: text(),
    name: text(),
  }),
  mode: text('ENFORCED'),
})

/** docs/limits.md */
const MAX_FILES = 1_000
const MAX_FILE_BYTES = 1024 * 1024

export interface StoreText {
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** Of all that was read. */
  readonly digest: string
}

/** Reads the folder's .yaml and .yml files, sorted by name. */
export async function readStore(folder: string): Promise<StoreText> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort()
  if (names.length > MAX_FILES)
    throw new FlotillaError('FLT_ADAPTER_FAILED', `${folder} has more than ${MAX_FILES} files`)
  const hash = createHash('sha256')
  const files: { name: string; text: string }[] = []
  for (const name of names) {
    const content = await readFile(join(folder, name), 'utf8')
    if (content.length > MAX_FILE_BYTES)
      throw new FlotillaError(
        'FLT_ADAPTER_FAILED',
        `${name} is larger than ${MAX_FILE_BYTES} bytes`,
      )
    hash.update(`${name}\0${content.length}\0${content}`)
    files.push({ name, text: content })
  }
  return { files, digest: hash.digest('hex') }
}

/** All or nothing: throws FLT_ADAPTER_FAILED naming the file and what is wrong in it. Other kinds do not matter. */
export function parseRoles({ files }: StoreText): Roles {
  const roles = new Map<string, { rules: readonly RoleRule[]; subjects: Subject[] }>()
  const bindings: { at: string; namespace: string; spec: BindingSpec }[] = []
  for (const { name, text: content } of files)
    for (const [i, document] of parseAllDocuments(content).entries()) {
      const at = `${name}, document ${i + 1}`
      const [error] = document.errors
      if (error !== undefined) throw wrong(at, error.message)
      const object = asObject(document.toJS())
      if (object === null || !object.apiVersion.startsWith('rbac.istio.io/')) continue
      if (object.kind === 'ServiceRole')
        roles.set(`${object.namespace}/${object.name}`, {
          rules: specOf(roleSpec, object.spec, at).rules,
          subjects: [],
        })
      else if (object.kind === 'ServiceRoleBinding')
        bindings.push({
          at,
          namespace: object.namespace,
          spec: specOf(bindingSpec, object.spec, at),
        })
    }
  for (const { at, namespace, spec } of bindings) {
    if (spec.roleRef.kind !== 'ServiceRole')
      throw wrong(at, 'spec.roleRef.kind must be ServiceRole')
    const role = roles.get(`${namespace}/${spec.roleRef.name}`)
    if (role === undefined)
      throw wrong(at, `there is no ServiceRole ${spec.roleRef.name} in ${namespace}`)
    // A permissive binding is for trying: it allows nothing yet.
    if (spec.mode === 'ENFORCED') role.subjects.push(...spec.subjects)
    else if (spec.mode !== 'PERMISSIVE') throw wrong(at, 'spec.mode must be ENFORCED or PERMISSIVE')
  }
  const byNamespace = new Map<string, Role[]>()
  for (const [key, role] of roles) {
    const namespace = key.slice(0, key.indexOf('/'))
    const own = byNamespace.get(namespace)
    if (own === undefined) byNamespace.set(namespace, [role])
    else own.push(role)
  }
  return byNamespace
}

interface StoredObject {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly spec: unknown
}

function asObject(value: unknown): StoredObject | null {
  if (typeof value !== 'object' || value === null) return null
  const { apiVersion, kind, metadata, spec } = value as Readonly<Record<string, unknown>> // read below
  const { name, namespace } = (metadata ?? {}) as Readonly<Record<string, unknown>> // read below
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return null
  return {
    apiVersion,
    kind,
    name: typeof name === 'string' ? name : '',
    namespace: typeof namespace === 'string' ? namespace : 'default',
    spec,
  }
}

function specOf<T>(type: ParamType<T>, spec: unknown, at: string): T {
  const parsed = parseParams(type, spec, 'spec')
  if (parsed.kind === 'ok') return parsed.params
  const [first] = parsed.violations
  throw wrong(at, `${first?.path} ${first?.message}`)
}

function wrong(at: string, problem: string): FlotillaError {
  return new FlotillaError('FLT_ADAPTER_FAILED', `${at}: ${problem}`)
}
