/** Makes a bundle decide: Mixer's own compilation and dispatch, loaded only when a bundle has come. */
import { EDGE_ADAPTERS } from '@flotilla/adapter-builtin/edge'
import type { AttributeBag } from '@flotilla/attributes'
import { type EdgeDecider, edgeDecider } from '@flotilla/dispatch/edge'
import type { Clock } from '@flotilla/time'
import type { HeaderOperation, RouteDirective } from '../transport.ts'
import type { Decide, EdgeAnswer } from './bundle-client.ts'

export type Compiled =
  | { readonly kind: 'ok'; readonly decide: Decide }
  | { readonly kind: 'bad'; readonly message: string }

/** @param bytes not kept. @param digest what the sender says it is. */
export function compileBundle(bytes: Uint8Array, digest: string, clock: Clock): Compiled {
  const made = edgeDecider({ bytes, digest, adapters: EDGE_ADAPTERS, clock })
  if (made.kind === 'bad') return made
  const { decider } = made
  return { kind: 'ok', decide: (bag) => answerOf(decider, bag) }
}

type Outcome = NonNullable<ReturnType<EdgeDecider['decide']>>
type Operation = NonNullable<Outcome['routeDirective']>['requestHeaderOperations'][number]

/** As Check's answer has them. */
const OPERATIONS = { REPLACE: 0, REMOVE: 1, APPEND: 2 } as const

function answerOf(decider: EdgeDecider, bag: AttributeBag): EdgeAnswer | null {
  const outcome = decider.decide(bag)
  if (outcome === null) return null
  const { status, routeDirective, validDurationMs } = outcome
  return {
    code: status.code,
    message: status.message,
    directive: routeDirective === null ? null : directiveOf(routeDirective),
    validMs: validDurationMs,
  }
}

function directiveOf(directive: NonNullable<Outcome['routeDirective']>): RouteDirective {
  return {
    requestHeaderOperations: directive.requestHeaderOperations.map(operationOf),
    responseHeaderOperations: directive.responseHeaderOperations.map(operationOf),
    directResponseCode: directive.directResponseCode,
    directResponseBody: directive.directResponseBody,
  }
}

function operationOf({ name, value, operation }: Operation): HeaderOperation {
  return { name, value, operation: OPERATIONS[operation] }
}
