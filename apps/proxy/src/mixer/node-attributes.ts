/** Attributes of this proxy itself: which workload it stands beside, from node metadata or the node id. */
import type { AttributeValue } from '@flotilla/attributes'

export interface MixerNode {
  /** `type~ip~name.namespace~domain` */
  readonly id: string
  /** Node metadata of the bootstrap file. */
  readonly metadata: Readonly<Record<string, unknown>>
}

const UID_PREFIX = 'kubernetes://'

/** Step 1 of attribute assembly (spec mixer §2.2). */
export function nodeAttributes(node: MixerNode, isOutbound: boolean): Map<string, AttributeValue> {
  const { uid, namespace } = workloadOf(node)
  const side = isOutbound ? 'source' : 'destination'
  const attributes = new Map<string, AttributeValue>()
  if (uid !== '') attributes.set(`${side}.uid`, uid).set('context.reporter.uid', uid)
  if (namespace !== '') attributes.set(`${side}.namespace`, namespace)
  return attributes
}

/** Uid and namespace of the workload; empty where neither metadata nor id tell. */
export function workloadOf(node: MixerNode): { readonly uid: string; readonly namespace: string } {
  const pod = node.id.split('~')[2] ?? ''
  const dot = pod.lastIndexOf('.')
  const fromId =
    dot > 0
      ? { uid: `${UID_PREFIX}${pod}`, namespace: pod.slice(dot + 1) }
      : { uid: '', namespace: '' }
  return {
    uid: text(node.metadata['NODE_UID']) || fromId.uid,
    namespace:
      text(node.metadata['NODE_NAMESPACE']) || text(node.metadata['NAMESPACE']) || fromId.namespace,
  }
}

/** Namespace of a uid `kubernetes://NAME.NAMESPACE`, or null. */
export function namespaceOfUid(uid: string): string | null {
  if (!uid.startsWith(UID_PREFIX)) return null
  const dot = uid.lastIndexOf('.')
  return dot < UID_PREFIX.length || dot === uid.length - 1 ? null : uid.slice(dot + 1)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
