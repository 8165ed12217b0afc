/** The adapter interface: an author describes an adapter in one object and hands it to `defineAdapter`. */

import type { ValueType } from '@flotilla/attributes'
import { messageOf } from '@flotilla/errors'
import type { AdapterEnv } from './env.ts'
import type { CheckResult, Handler } from './handler.ts'
import type { CheckInstance } from './instances.ts'
import {
  type JsonSchema,
  type ParamType,
  type ParamViolation,
  parseParams,
} from './params/types.ts'
import type { TemplateName } from './templates.ts'

/** An instance that rules send to the handler, known before the first request. */
export interface InstanceShape {
  /** Canonical key. */
  readonly name: string
  readonly template: TemplateName
  /** Types of the expressions in it: `value`, `dimensions.source`. Empty expressions are left out. */
  readonly types: ReadonlyMap<string, ValueType>
}

export interface HandlerWiring {
  /** Name of the handler as people see it in messages and metrics. */
  readonly handler: string
  /** Sorted by name. */
  readonly instances: readonly InstanceShape[]
  /** The handler that this one replaces, still serving; null for a new one. Only to take over its counters. */
  readonly previous: Handler | null
}

export interface AdapterSpec<P> {
  /** As in `compiledAdapter`: lower-case letters. */
  readonly name: string
  readonly description: string
  readonly templates: readonly TemplateName[]
  readonly params: ParamType<P>
  /** Rules that the schema cannot say. Paths are relative to the params: `quotas[0].name`. */
  validate?(params: P, wiring: HandlerWiring): readonly ParamViolation[]
  /** Makes the handler. May wait, for a first answer of a backend say; what it throws leaves the handler out. */
  build(params: P, env: AdapterEnv, wiring: HandlerWiring): Handler | Promise<Handler>
  /** The same answers as `handleCheck` as a pure function that a proxy may run itself; null where these params need the server. */
  decideAtEdge?(params: P): EdgeDecision | null
  /**
   * Whether all that stays of instances like this is a sum over them: their order does not count, and one of weight n is
   * the same as n equal ones. Then a proxy may sum them up, and `handleWeighted` gets the sums. Default no.
   */
  aggregatesAtEdge?(params: P, instance: InstanceShape): boolean
}

/** A check decided from the instance alone: no I/O, no state, no clock. */
export type EdgeDecision = (instance: CheckInstance) => CheckResult

/** Params that an adapter accepted, ready to be built. */
export interface AcceptedParams {
  build(env: AdapterEnv, wiring: HandlerWiring): Handler | Promise<Handler>
  decideAtEdge(): EdgeDecision | null
  aggregatesAtEdge(instance: InstanceShape): boolean
}

export type Acceptance =
  | { readonly kind: 'ok'; readonly accepted: AcceptedParams }
  | { readonly kind: 'bad'; readonly violations: readonly ParamViolation[] }

/** An adapter as Mixer holds it, whatever the type of its params. */
export interface Adapter {
  readonly name: string
  readonly description: string
  readonly templates: readonly TemplateName[]
  /** JSON Schema of the params, with its title. */
  readonly paramsSchema: JsonSchema
  /** Parses and validates params. @param path where they stand in the object, `spec.params`. */
  accept(params: unknown, path: string, wiring: HandlerWiring): Acceptance
}

/** Makes an adapter from its description. */
export function defineAdapter<P>(spec: AdapterSpec<P>): Adapter {
  return {
    name: spec.name,
    description: spec.description,
    templates: spec.templates,
    paramsSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: `params of ${spec.name}`,
      description: spec.description,
      ...spec.params.schema(),
    },
    accept(raw: unknown, path: string, wiring: HandlerWiring): Acceptance {
      const parsed = parseParams(spec.params, raw, path)
      if (parsed.kind === 'bad') return parsed
      const { params } = parsed
      const violations = validate(spec, params, wiring).map((violation) => ({
        path: violation.path === '' ? path : `${path}.${violation.path}`,
        message: violation.message,
      }))
      if (violations.length > 0) return { kind: 'bad', violations }
      return {
        kind: 'ok',
        accepted: {
          build: (env, built) => spec.build(params, env, built),
          decideAtEdge: () => spec.decideAtEdge?.(params) ?? null,
          aggregatesAtEdge: (instance) => spec.aggregatesAtEdge?.(params, instance) ?? false,
        },
      }
    },
  }
}

function validate<P>(
  spec: AdapterSpec<P>,
  params: P,
  wiring: HandlerWiring,
): readonly ParamViolation[] {
  try {
    return spec.validate?.(params, wiring) ?? []
  } catch (error) {
    // An adapter's own fault must not take the rest of the configuration down.
    return [{ path: '', message: `the adapter cannot validate its params: ${messageOf(error)}` }]
  }
}
