/** Name constraints of a signing certificate, for the names a mesh uses; constraints on other kinds refuse every name of that kind. */
import {
  childrenOf,
  contextChildrenOf,
  contextContentOf,
  contextTagOf,
  type DerNode,
  decodeDer,
  Tag,
} from './der.ts'
import { malformed } from './outcome.ts'
import { parseSpiffeId } from './spiffe-id.ts'
import { type San, SanType } from './subject-alt-name.ts'

export interface NameConstraints {
  readonly permitted: readonly Subtree[]
  readonly excluded: readonly Subtree[]
}

interface Subtree {
  readonly type: SanType
  /** Host or domain of a dns or uri constraint; empty for kinds that we cannot compare. */
  readonly base: string
}

const TYPE_OF_TAG: ReadonlyMap<number, SanType> = new Map([
  [1, SanType.email],
  [2, SanType.dns],
  [6, SanType.uri],
  [7, SanType.ip],
])

/** Reads the content of the extension. Throws FLT_X509_MALFORMED. */
export function readNameConstraints(bytes: Uint8Array): NameConstraints {
  const what = 'the name constraints'
  let permitted: readonly Subtree[] = []
  let excluded: readonly Subtree[] = []
  for (const part of childrenOf(decodeDer(bytes, what), Tag.sequence, what)) {
    const trees = contextChildrenOf(part, what).map(readSubtree)
    if (contextTagOf(part) === 0) permitted = trees
    else if (contextTagOf(part) === 1) excluded = trees
    else throw malformed(`${what} have the wrong type`)
  }
  return { permitted, excluded }
}

/** Whether every name is allowed: within a permitted subtree of its kind if there are any, and in no excluded one. */
export function allowsNames(constraints: NameConstraints, sans: readonly San[]): boolean {
  return sans.every((san) => {
    const permitted = constraints.permitted.filter((tree) => tree.type === san.type)
    const excluded = constraints.excluded.filter((tree) => tree.type === san.type)
    if (excluded.some((tree) => !isComparable(tree) || hostOf(san) === null || isWithin(san, tree)))
      return false
    return (
      permitted.length === 0 || permitted.some((tree) => isComparable(tree) && isWithin(san, tree))
    )
  })
}

function readSubtree(node: DerNode): Subtree {
  const what = 'a name constraint'
  // RFC 5280 §4.2.1.10: minimum is 0 and maximum absent, so a subtree is its base alone.
  const [base, ...rest] = childrenOf(node, Tag.sequence, what)
  if (base === undefined || rest.length > 0) throw malformed(`${what} has the wrong type`)
  const type = TYPE_OF_TAG.get(contextTagOf(base)) ?? SanType.other
  const isText = type === SanType.dns || type === SanType.uri
  return { type, base: isText ? contextContentOf(base, what).toLowerCase() : '' }
}

function isComparable(tree: Subtree): boolean {
  return (tree.type === SanType.dns || tree.type === SanType.uri) && tree.base !== ''
}

/** RFC 5280 §4.2.1.10: a URI constraint is a host, or with a leading dot the hosts below it; a DNS one includes both. */
function isWithin(san: San, tree: Subtree): boolean {
  const host = hostOf(san)
  if (host === null) return false
  if (tree.base.startsWith('.')) return host.endsWith(tree.base)
  if (host === tree.base) return true
  return tree.type === SanType.dns && host.endsWith(`.${tree.base}`)
}

function hostOf(san: San): string | null {
  if (san.type === SanType.dns) return san.value.toLowerCase()
  const id = parseSpiffeId(san.value)
  return id.kind === 'ok' ? id.value.trustDomain : null
}
