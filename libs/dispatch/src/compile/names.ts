/** Canonical names `name.kind.namespace`, and how references to handlers and instances are resolved. */
import type { ConfigObject } from '@flotilla/model'

/** The canonical key of an object: what adapters and adapter params call an instance. */
export function canonicalKey(object: ConfigObject): string {
  return `${object.metadata.name}.${object.kind}.${object.metadata.namespace}`
}

/** The name of a handler in statuses and metrics: `name.namespace` for kind handler, the canonical key for legacy kinds and out of process. */
export function handlerName(object: ConfigObject, isRemote = false): string {
  return object.kind === 'handler' && !isRemote
    ? `${object.metadata.name}.${object.metadata.namespace}`
    : canonicalKey(object)
}

/** The text before the first dot of a key: the name by which quotas are asked for. */
export function shortName(key: string): string {
  const dot = key.indexOf('.')
  return dot === -1 ? key : key.slice(0, dot)
}

/**
 * The key that a reference means, or null where nothing has it. Two dots: as it is. None: the kind, in the referrer's namespace.
 * One, `a.b`: first the legacy kind b in the referrer's namespace, then the kind in namespace b.
 */
export function resolveReference(
  reference: string,
  kind: 'handler' | 'instance' | 'adapter' | 'template',
  namespace: string,
  isKnown: (key: string) => boolean,
): string | null {
  return candidatesOf(reference, kind, namespace).find(isKnown) ?? null
}

function candidatesOf(reference: string, kind: string, namespace: string): string[] {
  const parts = reference.split('.')
  if (parts.length === 1) return [`${reference}.${kind}.${namespace}`]
  if (parts.length === 2) return [`${reference}.${namespace}`, `${parts[0]}.${kind}.${parts[1]}`]
  return [reference]
}
