/** One finding of `flotilla analyze`: how grave it is, about what, and where it stands. */
import { type ConfigObject, type ObjectRef, refOf } from '@flotilla/model'
import type { ConfigViolation } from '../mesh/galley.ts'

export const LEVELS = ['Error', 'Warning', 'Info'] as const
export type Level = (typeof LEVELS)[number]

export interface AnalysisMessage {
  readonly code: string
  readonly level: Level
  /** `Kind name.namespace`, or what else it is about: `proxy NAME.NS`, `mixer`. */
  readonly origin: string
  readonly message: string
  /** Field of the object, empty for the whole. */
  readonly path: string
  /** `file:line`, empty where the object came from no file. */
  readonly reference: string
}

export function originOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${name}.${namespace}`
}

export function levelOf(severity: 'error' | 'warning'): Level {
  return severity === 'error' ? 'Error' : 'Warning'
}

/** A violation of a file, with the object in whose document it stands. */
export function ofViolation(
  violation: ConfigViolation,
  objects: readonly ConfigObject[],
): AnalysisMessage {
  const { file, line, path, code, severity, message } = violation
  const owner = objects
    .filter((one) => one.source?.file === file && one.source.line <= line)
    .reduce<ConfigObject | null>(
      (last, one) => ((last?.source?.line ?? 0) <= (one.source?.line ?? 0) ? one : last),
      null,
    )
  return {
    code,
    level: levelOf(severity),
    origin: owner === null ? file : originOf(refOf(owner)),
    message,
    path,
    reference: line === 0 ? file : `${file}:${line}`,
  }
}

/** Graver ones first, then by origin and place; what is said twice of one place is said once. */
export function inOrder(messages: readonly AnalysisMessage[]): AnalysisMessage[] {
  const seen = new Set<string>()
  return messages
    .filter((one) => {
      const key = `${one.level} ${one.origin} ${one.path} ${one.message}`
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
    .sort(
      (a, b) =>
        LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
        compare(a.origin, b.origin) ||
        compare(a.path, b.path),
    )
}

/** `Error [CODE] (Kind name.namespace file:line) path: message`. */
export function lineOf({ code, level, origin, reference, path, message }: AnalysisMessage): string {
  const place = reference === '' || reference === origin ? '' : ` ${reference}`
  return `${level} [${code}] (${origin}${place}) ${path === '' ? '' : `${path}: `}${message}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
