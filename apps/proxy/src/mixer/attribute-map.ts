/** Attributes as configuration gives them, in the form in which bags hold them. */
import { type AttributeValue, DurationValue, TimestampValue } from '@flotilla/attributes'
import type { Attributes, AttributesAttributeValue } from '@flotilla/proto'

/** The attributes of a configuration; those without a value are left out. */
export function attributeMap(message: Attributes | null): Map<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>()
  for (const [name, value] of message?.attributes ?? []) {
    const read = attributeValue(value)
    if (read !== null) attributes.set(name, read)
  }
  return attributes
}

function attributeValue(value: AttributesAttributeValue): AttributeValue | null {
  if (value.timestampValue !== null)
    return TimestampValue.fromParts(value.timestampValue.seconds, value.timestampValue.nanos)
  if (value.durationValue !== null)
    return DurationValue.fromParts(value.durationValue.seconds, value.durationValue.nanos)
  return (
    value.stringValue ??
    value.int64Value ??
    value.doubleValue ??
    value.boolValue ??
    value.bytesValue ??
    value.stringMapValue?.entries ??
    null
  )
}
