/** Generated from envoy/extensions/health_checkers/redis/v3/redis.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.health_checkers.redis.v3.Redis */
export interface Redis {
  readonly key: string
}

export const Redis: MessageType<Redis> = define<Redis>({
  name: 'envoy.extensions.health_checkers.redis.v3.Redis', empty: emptyRedis, write: writeRedis, read: readRedis,
  fields: () => [
    ['key', 1, 'string'],
  ],
})

export function emptyRedis(): Redis {
  return {
    key: '',
  }
}

export function writeRedis(m: Redis, w: ByteWriter): void {
  if (m.key !== '') w.uint32(10).string(m.key)
}

export function readRedis(r: MessageReader, into: Redis | null): Redis {
  const m: Mutable<Redis> = into ?? emptyRedis()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
