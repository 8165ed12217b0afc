/** How the command line prints: tables, JSON or YAML on standard output; progress and errors on standard error. */
import process from 'node:process'
import { codeOf, messageOf } from '@flotilla/errors'
import picocolors from 'picocolors'
import type { Colors } from 'picocolors/types.js'
import { stringify } from 'yaml'
import { type ConfigViolation, RefusedError } from './mesh/galley.ts'

/** Escape sequences are for terminals: none in a pipe, also where the environment says that a CI system is watching. */
const palette = (stream: { readonly isTTY?: boolean }): Colors =>
  picocolors.createColors(stream.isTTY === true && process.env['NO_COLOR'] === undefined)

/** For standard output. */
export const outColors: Colors = palette(process.stdout)
const errorColors = palette(process.stderr)

export type Format = 'table' | 'json' | 'yaml'

/** Prints a value in the format asked for; `table` gives the text of the table. */
export function print(format: Format, value: unknown, table: () => string): void {
  if (format === 'json') write(`${JSON.stringify(value, null, 2)}\n`)
  else if (format === 'yaml') write(stringify(value))
  else write(table())
}

export function write(text: string): void {
  process.stdout.write(text)
}

export function progress(sentence: string): void {
  process.stderr.write(`${errorColors.dim('flotilla:')} ${sentence}\n`)
}

/** Columns padded to their widest cell, two blanks between. */
export function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows]
  const widths = header.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)))
  return all
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

export function violationLine(v: ConfigViolation): string {
  return `${v.file}:${v.line}:${v.column}: ${v.severity}: ${v.path === '' ? '' : `${v.path}: `}${v.message} [${v.code}]`
}

/** Prints an error for a person: every violation on its line, else one sentence. */
export function printError(error: unknown): void {
  if (error instanceof RefusedError)
    for (const violation of error.violations) process.stderr.write(`${violationLine(violation)}\n`)
  const code = codeOf(error)
  process.stderr.write(
    `${errorColors.red('error:')} ${messageOf(error)}${code === null ? '' : errorColors.dim(` [${code}]`)}\n`,
  )
}
