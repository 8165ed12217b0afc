/** Which streams a watcher of the tap sees, from the parameters of its request. */
import type { HttpStream } from '../http/filter.ts'
import { headerValue } from '../http/headers.ts'

const MAX_EVENTS = 10_000
const DEFAULT_EVENTS = 1000

export const TAP_PARAMS: readonly (readonly [name: string, meaning: string])[] = [
  ['path', 'Prefix of the path'],
  ['method', 'Method'],
  ['authority', 'Host of the request'],
  ['status', 'Status of the response, or its class as 5xx'],
  ['header', 'name or name:value that the request must have'],
  ['cluster', 'Name of the chosen cluster'],
  ['max', `Events until the stream ends, at most ${MAX_EVENTS}`],
]

export class TapMatch {
  /** Events after which the watcher is done. */
  readonly maxEvents: number
  /** What it was made from. */
  readonly query: string
  private readonly path: string
  private readonly method: string
  private readonly authority: string
  private readonly status: string
  private readonly header: string
  private readonly headerText: string | null
  private readonly cluster: string

  constructor(query: URLSearchParams) {
    this.query = query.toString()
    this.path = query.get('path') ?? ''
    this.method = query.get('method') ?? ''
    this.authority = query.get('authority') ?? ''
    this.status = (query.get('status') ?? '').toLowerCase()
    this.cluster = query.get('cluster') ?? ''
    const [name = '', ...value] = (query.get('header') ?? '').split(':')
    this.header = name.trim().toLowerCase()
    this.headerText = value.length === 0 ? null : value.join(':').trim()
    const max = Number(query.get('max') ?? DEFAULT_EVENTS)
    this.maxEvents = Number.isInteger(max) && max > 0 ? Math.min(max, MAX_EVENTS) : DEFAULT_EVENTS
  }

  accepts(stream: HttpStream): boolean {
    if (!stream.path.startsWith(this.path)) return false
    if (this.method !== '' && stream.method !== this.method) return false
    if (this.authority !== '' && stream.authority !== this.authority) return false
    if (this.cluster !== '' && stream.clusterName !== this.cluster) return false
    if (this.status !== '' && !this.hasStatus(stream.responseCode)) return false
    return this.header === '' || this.hasHeader(stream)
  }

  private hasStatus(code: number): boolean {
    return this.status.endsWith('xx')
      ? this.status.charAt(0) === String(Math.floor(code / 100))
      : this.status === String(code)
  }

  private hasHeader(stream: HttpStream): boolean {
    const value = headerValue(stream.requestHeaders, this.header)
    return value !== null && (this.headerText === null || value === this.headerText)
  }
}
