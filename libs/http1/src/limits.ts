/** Caps on what a peer may send; each default is listed in docs/limits.md. */
import type { CaseKeeping } from './name-case.ts'

export interface Http1Limits {
  /** Start line and fields with their line ends; trailers have the same cap of their own. Default 60 KiB. */
  readonly maxHeadBytes: number
  /** Fields of a head, and again of trailers. Default 100. */
  readonly maxFields: number
  /** Names whose lines count as one field, however often they come. Default none. */
  readonly mergedNames: ReadonlySet<string>
  /** All chunk extensions of one message. Default 16 KiB. */
  readonly maxChunkExtensionBytes: number
  /** Informational (1xx) responses before the final one. Default 32. */
  readonly maxInformational: number
  /** Whether every method token is taken, not only the known ones. Default false. */
  readonly takesAnyMethod: boolean
  /** Whether the case of field names is kept, and how; null, the default: it is not. */
  readonly caseKeeping: CaseKeeping | null
}

export const DEFAULT_LIMITS: Http1Limits = {
  maxHeadBytes: 60 * 1024,
  maxFields: 100,
  mergedNames: new Set(),
  maxChunkExtensionBytes: 16 * 1024,
  maxInformational: 32,
  takesAnyMethod: false,
  caseKeeping: null,
}
