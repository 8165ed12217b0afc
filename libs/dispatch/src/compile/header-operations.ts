/** Header operations of a rule: literal names, values by expressions. */
import { ValueType } from '@flotilla/attributes'
import type { Expression } from '@flotilla/cexl'
import type { HeaderOperationTemplate } from '@flotilla/model'
import type { Expressions } from './expressions.ts'
import type { Report } from './instance-builder.ts'

export type OperationName = 'REPLACE' | 'REMOVE' | 'APPEND'

export interface CompiledOperation {
  /** Lower case. */
  readonly name: string
  readonly operation: OperationName
  /** Each is an operation of its own; empty for REMOVE. */
  readonly values: readonly Expression[]
}

const TOKEN = /^:?[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

export function compileOperations(
  templates: readonly HeaderOperationTemplate[] | undefined,
  path: string,
  expressions: Expressions,
  report: Report,
): CompiledOperation[] {
  const compiled: CompiledOperation[] = []
  for (const [i, template] of (templates ?? []).entries()) {
    const at = `${path}[${i}]`
    const name = template.name ?? ''
    if (!TOKEN.test(name)) {
      report(`${at}.name`, `${JSON.stringify(name)} is not a header name`)
      continue
    }
    const operation = template.operation ?? 'REPLACE'
    const values =
      operation === 'REMOVE' ? [] : compileValues(template.values ?? [], at, expressions, report)
    compiled.push({ name: name.toLowerCase(), operation, values })
  }
  return compiled
}

function compileValues(
  texts: readonly string[],
  path: string,
  expressions: Expressions,
  report: Report,
): Expression[] {
  const values: Expression[] = []
  for (const [i, text] of texts.entries()) {
    const compiled = expressions.compile(text, ValueType.STRING)
    if (compiled.kind === 'ok') values.push(compiled.expression)
    else report(`${path}.values[${i}]`, compiled.message)
  }
  return values
}
