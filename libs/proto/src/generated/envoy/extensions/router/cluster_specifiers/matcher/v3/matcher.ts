/** Generated from envoy/extensions/router/cluster_specifiers/matcher/v3/matcher.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Matcher, readMatcher, writeMatcher } from '../../../../../../xds/type/matcher/v3/matcher.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.router.cluster_specifiers.matcher.v3.ClusterAction */
export interface ClusterAction {
  readonly cluster: string
}

export const ClusterAction: MessageType<ClusterAction> = define<ClusterAction>({
  name: 'envoy.extensions.router.cluster_specifiers.matcher.v3.ClusterAction', empty: emptyClusterAction, write: writeClusterAction, read: readClusterAction,
  fields: () => [
    ['cluster', 1, 'string'],
  ],
})

export function emptyClusterAction(): ClusterAction {
  return {
    cluster: '',
  }
}

export function writeClusterAction(m: ClusterAction, w: ByteWriter): void {
  if (m.cluster !== '') w.uint32(10).string(m.cluster)
}

export function readClusterAction(r: MessageReader, into: ClusterAction | null): ClusterAction {
  const m: Mutable<ClusterAction> = into ?? emptyClusterAction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.cluster = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.router.cluster_specifiers.matcher.v3.MatcherClusterSpecifier */
export interface MatcherClusterSpecifier {
  readonly clusterMatcher: Matcher | null
}

export const MatcherClusterSpecifier: MessageType<MatcherClusterSpecifier> = define<MatcherClusterSpecifier>({
  name: 'envoy.extensions.router.cluster_specifiers.matcher.v3.MatcherClusterSpecifier', empty: emptyMatcherClusterSpecifier, write: writeMatcherClusterSpecifier, read: readMatcherClusterSpecifier,
  fields: () => [
    ['cluster_matcher', 1, Matcher],
  ],
})

export function emptyMatcherClusterSpecifier(): MatcherClusterSpecifier {
  return {
    clusterMatcher: null,
  }
}

export function writeMatcherClusterSpecifier(m: MatcherClusterSpecifier, w: ByteWriter): void {
  if (m.clusterMatcher !== null) put(w, 10, writeMatcher, m.clusterMatcher)
}

export function readMatcherClusterSpecifier(r: MessageReader, into: MatcherClusterSpecifier | null): MatcherClusterSpecifier {
  const m: Mutable<MatcherClusterSpecifier> = into ?? emptyMatcherClusterSpecifier()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.clusterMatcher = readMatcher(r.message(), m.clusterMatcher); break
      default: r.skipField(tag)
    }
  }
  return m
}
