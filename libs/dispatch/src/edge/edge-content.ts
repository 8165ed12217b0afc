/** What a proxy is given to decide by, as bytes: equal content gives equal bytes, and so an equal digest. */
import { createHash } from 'node:crypto'
import type { ConfigObject } from '@flotilla/model'
import { canonicalJson } from '../compile/canonical-json.ts'

/** An object as configuration has it, without what only its source needs. */
export interface EdgeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly spec: unknown
}

export interface EdgeContent {
  /** The requests of this namespace may be decided by it. */
  readonly namespace: string
  /** Its rules apply to every namespace. */
  readonly defaultNamespace: string
  /** Attributes that the server may fill in where a request lacks them: such a request is the server's. Sorted. */
  readonly guarded: readonly string[]
  /** A manifest of the attributes read, the rules that check, their handlers and instances. Sorted. */
  readonly objects: readonly EdgeObject[]
}

/** Largest content that is offered, and that a proxy takes. docs/limits.md */
export const MAX_EDGE_BYTES: number = 512 * 1024

export function encodeEdgeContent(content: EdgeContent): Uint8Array {
  const objects = [...content.objects].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  const guarded = [...content.guarded].sort()
  return Buffer.from(canonicalJson({ ...content, guarded, objects }))
}

/** SHA-256 of the bytes, in hex. */
export function edgeDigest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The content of bytes that another process made, or null where they are none. */
export function decodeEdgeContent(bytes: Uint8Array): EdgeContent | null {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
  } catch {
    // What JSON.parse says of it tells nobody more than that it is no bundle.
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { namespace, defaultNamespace, guarded, objects } = value as Record<string, unknown>
  const isWhole =
    typeof namespace === 'string' &&
    typeof defaultNamespace === 'string' &&
    isListOf(guarded, (one): one is string => typeof one === 'string') &&
    isListOf(objects, isEdgeObject)
  return isWhole ? { namespace, defaultNamespace, guarded, objects } : null
}

/** The object as compilation takes it. */
export function configObjectOf({
  apiVersion,
  kind,
  name,
  namespace,
  spec,
}: EdgeObject): ConfigObject {
  const metadata = { name, namespace, labels: {}, annotations: {}, creationMs: 0, version: '' }
  return { apiVersion, kind, metadata, spec, source: null }
}

function isListOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isOne)
}

function isEdgeObject(value: unknown): value is EdgeObject {
  if (typeof value !== 'object' || value === null) return false
  const { apiVersion, kind, name, namespace } = value as Record<string, unknown>
  return [apiVersion, kind, name, namespace].every((one) => typeof one === 'string')
}

function orderOf({ kind, namespace, name }: EdgeObject): string {
  return `${kind}\0${namespace}\0${name}`
}
