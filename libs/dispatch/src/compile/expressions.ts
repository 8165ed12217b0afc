/** Compiles expressions of one snapshot, each text once. */
import { type ValueType, valueTypeName } from '@flotilla/attributes'
import { compile, type Environment, type Expression } from '@flotilla/cexl'
import { ValueMapBuilder } from './value-map-builder.ts'
import type { Vocabulary } from './vocabulary.ts'

export type CompiledExpression =
  | { readonly kind: 'ok'; readonly expression: Expression }
  | { readonly kind: 'bad'; readonly message: string }

export class Expressions {
  private readonly vocabulary: Vocabulary
  private readonly environment: Environment
  private readonly compiled = new Map<string, CompiledExpression>()
  private readonly maps = new Map<string, ValueMapBuilder>()

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary
    this.environment = { attributeType: (name) => vocabulary.get(name) ?? null }
  }

  /** The same with further names. */
  with(names: ReadonlyMap<string, ValueType>): Expressions {
    return new Expressions(new Map([...this.vocabulary, ...names]))
  }

  /** @param type what the expression must yield; null for any. */
  compile(text: string, type: ValueType | null): CompiledExpression {
    const compiled = this.compileOnce(text)
    if (compiled.kind === 'bad' || type === null || compiled.expression.type === type)
      return compiled
    const found = valueTypeName(compiled.expression.type)
    return {
      kind: 'bad',
      message: `evaluated expression type ${found} want ${valueTypeName(type)}: '${text}'`,
    }
  }

  /** One builder for all maps with these keys and expressions. @param entries sorted by key. */
  mapBuilder(entries: readonly (readonly [string, Expression | null])[]): ValueMapBuilder {
    const signature = JSON.stringify(entries.map(([key, one]) => [key, one?.text ?? '']))
    const found = this.maps.get(signature)
    if (found !== undefined) return found
    const made = new ValueMapBuilder(
      entries.map(([key]) => key),
      entries.map(([, expression]) => expression),
    )
    this.maps.set(signature, made)
    return made
  }

  private compileOnce(text: string): CompiledExpression {
    const found = this.compiled.get(text)
    if (found !== undefined) return found
    const result = compile(text, this.environment)
    const made: CompiledExpression =
      result.kind === 'ok'
        ? { kind: 'ok', expression: result.expression }
        : { kind: 'bad', message: withHint(result.error) }
    this.compiled.set(text, made)
    return made
  }
}

function withHint(error: { readonly message: string; readonly hint: string | null }): string {
  return error.hint === null ? error.message : `${error.message} (${error.hint})`
}
