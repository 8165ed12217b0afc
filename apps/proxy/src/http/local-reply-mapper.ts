/** `local_reply_config`: changes the proxy's own replies by the kind of failure, and formats their bodies. */
import type { HttpStream } from './filter.ts'
import { type HeaderList, setHeader } from './headers.ts'
import { applyMutations, type HeaderMutation } from './route/header-mutation.ts'

export interface ReplyFormat {
  readonly contentType: string
  render(stream: HttpStream): string
}

export interface ReplyMapper {
  matches(stream: HttpStream): boolean
  /** 0 keeps the status. */
  readonly status: number
  /** Null keeps the body. */
  readonly body: string | null
  /** Null: the format for all replies. */
  readonly format: ReplyFormat | null
  readonly headers: readonly HeaderMutation[]
}

/** What a mapper may ask of a stream and change: its reply in the making. */
export interface ReplyStream extends HttpStream {
  responseCode: number
  localReplyBody: string
}

export class LocalReplyMapper {
  private readonly mappers: readonly ReplyMapper[]
  private readonly format: ReplyFormat | null

  constructor(mappers: readonly ReplyMapper[], format: ReplyFormat | null) {
    this.mappers = mappers
    this.format = format
  }

  /** Code and body of the stream hold the reply; changed in place, with `headers`. */
  apply(stream: ReplyStream, headers: HeaderList): void {
    const mapper = this.mappers.find((one) => one.matches(stream)) ?? null
    if (mapper !== null) {
      applyMutations(mapper.headers, headers, stream)
      if (mapper.status > 0) stream.responseCode = mapper.status
      if (mapper.body !== null) stream.localReplyBody = mapper.body
    }
    const format = mapper?.format ?? this.format
    if (format === null) return
    stream.localReplyBody = format.render(stream)
    setHeader(headers, 'content-type', format.contentType)
  }
}
