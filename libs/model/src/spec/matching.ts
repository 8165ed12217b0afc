/** Pieces that several kinds share: string matches, percentages, ports, selectors and values of durations. */

/** Duration in proto-JSON form, like `1.5s`. */
export type DurationText = string

/** Any JSON value: the body of fields whose shape another component owns. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }
export type JsonObject = { readonly [key: string]: JsonValue }

/** Exactly one member is set; `{}` in a map of headers or query parameters means presence. */
export interface StringMatch {
  readonly exact?: string
  readonly prefix?: string
  /** RE2, always a full match. */
  readonly regex?: string
}

export interface Percent {
  /** 0..100, fractions allowed. */
  readonly value?: number
}

export interface PortSelector {
  readonly number?: number
}

export interface WorkloadSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
}

export interface LegacyWorkloadSelector {
  readonly labels?: Readonly<Record<string, string>>
}

export type Labels = Readonly<Record<string, string>>
