/** Mixer attributes in proto-JSON, as they stand in filter configurations. */
import type { JsonObject } from '@flotilla/proto'

export type AttributeValue =
  | { readonly stringValue: string }
  | { readonly int64Value: string }
  | { readonly bytesValue: string }

/** `{attributes: {name: value}}` of those that are not empty, in the order given. */
export function attributesJson(
  values: Readonly<Record<string, AttributeValue | null>>,
): JsonObject {
  const attributes: Record<string, AttributeValue> = {}
  for (const [name, value] of Object.entries(values)) if (value !== null) attributes[name] = value
  return { attributes }
}

/** A text attribute, or null where it is empty. */
export function textAttribute(value: string): AttributeValue | null {
  return value === '' ? null : { stringValue: value }
}

export function portAttribute(port: number): AttributeValue {
  return { int64Value: `${port}` }
}

/** An address as Mixer wants it: 4 bytes of an IPv4 address in base64; null for what is not one. */
export function addressAttribute(address: string): AttributeValue | null {
  const parts = address.split('.').map(Number)
  if (parts.length !== 4 || parts.some((one) => !Number.isInteger(one) || one < 0 || one > 255))
    return null
  return { bytesValue: Buffer.from(parts).toString('base64') }
}

/** `kubernetes://NAME.NAMESPACE`. */
export function workloadUid(node: { readonly name: string; readonly namespace: string }): string {
  return `kubernetes://${node.name}.${node.namespace}`
}

/** Attributes of the destination service. What is no service has only a name. */
export function serviceAttributes(destination: {
  readonly host: string
  readonly name: string
  readonly namespace: string
}): Readonly<Record<string, AttributeValue | null>> {
  if (destination.namespace === '')
    return { 'destination.service.name': textAttribute(destination.host) }
  const { host, name, namespace } = destination
  return {
    'destination.service.host': textAttribute(host),
    'destination.service.uid': textAttribute(`istio://${namespace}/services/${name}`),
    'destination.service.name': textAttribute(name),
    'destination.service.namespace': textAttribute(namespace),
  }
}
