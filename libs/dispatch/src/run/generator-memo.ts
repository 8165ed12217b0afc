/** Keeps what a generator gave for equal inputs: the same two workloads call each other over and over. */
import type { GeneratorInstance, GeneratorOutput, Handler } from '@flotilla/adapter-sdk'
import type { AttributeValue } from '@flotilla/attributes'
import type { CompiledInstance } from '../compile/instances.ts'

/** What one call gave: the attributes to add where they depend on the output alone, else the output. */
export type Generated =
  | { readonly kind: 'attributes'; readonly attributes: GeneratedAttributes }
  | { readonly kind: 'output'; readonly output: GeneratorOutput }

export interface GeneratedAttributes {
  readonly list: readonly (readonly [string, AttributeValue])[]
  /** See GeneratorOutput. */
  readonly maxValidityMs: number | null
}

/** Inputs kept per instance; the table starts anew beyond. docs/limits.md */
export const MAX_KEPT_INPUTS = 8_192

export class GeneratorMemo {
  private readonly properties: readonly string[]
  private readonly generation: (() => number) | null
  private readonly kept = new Map<string, Generated>()
  private keptGeneration = -1

  constructor(instance: CompiledInstance, handler: Handler) {
    this.properties = instance.template.fields.map((field) => field.property)
    this.generation = handler.generation === undefined ? null : () => handler.generation?.() ?? -1
  }

  /** Key of an instance's inputs; null where the handler's outputs may not be kept. */
  keyOf(instance: GeneratorInstance): string | null {
    if (this.generation === null) return null
    const fields = instance as unknown as Readonly<Record<string, unknown>> // the template's own properties
    let key = ''
    for (const property of this.properties) {
      const value = fields[property]
      const text =
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)
      key += `${text.length}:${text}`
    }
    return key
  }

  get(key: string): Generated | null {
    this.renew()
    return this.kept.get(key) ?? null
  }

  set(key: string, generated: Generated): void {
    this.renew()
    if (this.kept.size >= MAX_KEPT_INPUTS) this.kept.clear()
    this.kept.set(key, generated)
  }

  private renew(): void {
    const generation = this.generation?.() ?? -1
    if (generation === this.keptGeneration) return
    this.kept.clear()
    this.keptGeneration = generation
  }
}
