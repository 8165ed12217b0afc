/** Configurations of the `mixer` filters: HttpClientConfig, TcpClientConfig and ServiceConfig (spec mixer 2.1). */
import type { HttpApiSpecSpec, QuotaSpecSpec } from '@flotilla/model'
import type { Any, JsonObject, JsonValue } from '@flotilla/proto'
import { packStruct } from '../pack.ts'
import type { ProxyNode } from '../proxy-node.ts'
import {
  type AttributeValue,
  addressAttribute,
  attributesJson,
  portAttribute,
  serviceAttributes,
  textAttribute,
  workloadUid,
} from './attributes.ts'
import type { EffectiveMixer, MixerDestination } from './mixer-settings.ts'

export const MIXER_FILTER = 'mixer'
const PACKAGE = 'istio.mixer.v1.config.client'

export interface MixerListener {
  readonly mixer: EffectiveMixer
  readonly node: ProxyNode
  readonly direction: 'inbound' | 'outbound'
  /** Address and port of the application, for inbound. */
  readonly local: { readonly address: string; readonly port: number } | null
}

/** The HTTP filter's configuration. What it says of checks holds for routes that say nothing themselves. */
export function httpClientConfig(listener: MixerListener, disableCheck: boolean): Any {
  const { mixer, node, direction } = listener
  const isOutbound = direction === 'outbound'
  return packStruct(`${PACKAGE}.HttpClientConfig`, {
    defaultDestinationService: 'default',
    ...(isOutbound
      ? { forwardAttributes: attributesJson({ 'source.uid': textAttribute(workloadUid(node)) }) }
      : {}),
    ...(mixer.isGateway ? { ignoreForwardedAttributes: true } : {}),
    mixerAttributes: attributesJson(listenerAttributes(listener)),
    serviceConfigs: {
      default: {
        ...(disableCheck ? { disableCheckCalls: true } : {}),
        ...(mixer.disableHttpReport ? { disableReportCalls: true } : {}),
      },
    },
    transport: transport(mixer),
  })
}

/** The network filter's configuration. */
export function tcpClientConfig(
  listener: MixerListener,
  destination: MixerDestination,
  disableCheck: boolean,
): Any {
  return packStruct(`${PACKAGE}.TcpClientConfig`, {
    ...(disableCheck ? { disableCheckCalls: true } : {}),
    ...(listener.mixer.reportCluster === '' ? { disableReportCalls: true } : {}),
    mixerAttributes: attributesJson({
      ...listenerAttributes(listener),
      ...serviceAttributes(destination),
    }),
    transport: transport(listener.mixer),
  })
}

export interface ServiceConfigInput {
  readonly mixer: EffectiveMixer
  readonly destination: MixerDestination
  readonly direction: 'inbound' | 'outbound'
  readonly disableCheck: boolean
  readonly quotas: readonly QuotaSpecSpec[]
  readonly apis: readonly HttpApiSpecSpec[]
}

/** The configuration of a route or weighted cluster. */
export function serviceConfig(input: ServiceConfigInput): Any {
  const attributes = attributesJson(serviceAttributes(input.destination))
  return packStruct(`${PACKAGE}.ServiceConfig`, {
    ...(input.disableCheck ? { disableCheckCalls: true } : {}),
    ...(input.mixer.disableHttpReport ? { disableReportCalls: true } : {}),
    ...(input.direction === 'outbound' ? { forwardAttributes: attributes } : {}),
    // An object's spec is the message in proto-JSON already.
    ...(input.apis.length === 0 ? {} : { httpApiSpec: input.apis as unknown as JsonValue[] }), // see above
    mixerAttributes: attributes,
    ...(input.quotas.length === 0 ? {} : { quotaSpec: input.quotas.map(quotaJson) }),
  })
}

function listenerAttributes(
  listener: MixerListener,
): Readonly<Record<string, AttributeValue | null>> {
  const { node, direction, local } = listener
  const uid = textAttribute(workloadUid(node))
  const side = direction === 'outbound' ? 'source' : 'destination'
  return {
    'context.proxy_version': textAttribute(node.version),
    'context.reporter.kind': textAttribute(direction),
    'context.reporter.uid': uid,
    ...(local === null
      ? {}
      : {
          'destination.ip': addressAttribute(local.address),
          'destination.port': portAttribute(local.port),
        }),
    [`${side}.namespace`]: textAttribute(node.namespace),
    [`${side}.uid`]: uid,
  }
}

function transport(mixer: EffectiveMixer): JsonObject {
  return {
    ...(mixer.checkCluster === '' ? {} : { checkCluster: mixer.checkCluster }),
    networkFailPolicy: { policy: mixer.failOpen ? 'FAIL_OPEN' : 'FAIL_CLOSE' },
    ...(mixer.batchMaxEntries === null ? {} : { reportBatchMaxEntries: mixer.batchMaxEntries }),
    ...(mixer.batchMaxTime === null ? {} : { reportBatchMaxTime: mixer.batchMaxTime }),
    ...(mixer.reportCluster === '' ? {} : { reportCluster: mixer.reportCluster }),
  }
}

function quotaJson(spec: QuotaSpecSpec): JsonObject {
  return {
    rules: (spec.rules ?? []).map(
      (rule): JsonValue => ({
        ...(rule.match === undefined
          ? {}
          : {
              match: rule.match.map(
                (one): JsonValue => ({ clause: { ...one.clause } as JsonObject }),
              ),
            }), // string matches are JSON already
        quotas: (rule.quotas ?? []).map(
          (one): JsonValue => ({
            quota: one.quota ?? '',
            charge: one.charge ?? 1,
          }),
        ),
      }),
    ),
  }
}
