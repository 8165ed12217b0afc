/** Attributes that a filter and a route know beforehand, merged and encoded once for each pair. */
import type { AttributeValue } from '@flotilla/attributes'
import type { ApiOperations } from './api-operations.ts'
import { forwardHeader, type HttpSettings, type ServiceSettings } from './filter-config.ts'
import type { QuotaRules } from './quota-requirements.ts'

export interface RouteStatics {
  readonly isCheckOff: boolean
  readonly isReportOff: boolean
  /** Node, then filter, then route: later ones win. */
  readonly attributes: ReadonlyMap<string, AttributeValue>
  /** Value of x-istio-attributes for the next proxy, or null. */
  readonly forward: string | null
  readonly quotas: QuotaRules | null
  readonly apis: ApiOperations | null
}

const NOTHING: ReadonlyMap<string, AttributeValue> = new Map()

export class RouteStaticsTable {
  private readonly settings: HttpSettings
  private readonly node: ReadonlyMap<string, AttributeValue>
  private readonly withoutRoute: RouteStatics
  /** Routes go away with their configuration, and take what was merged for them along. */
  private readonly byRoute: WeakMap<ServiceSettings, RouteStatics> = new WeakMap()

  constructor(settings: HttpSettings, node: ReadonlyMap<string, AttributeValue>) {
    this.settings = settings
    this.node = node
    this.withoutRoute = this.merge(settings.defaultService)
  }

  /** @param route what compileServiceSettings gave for the route, or null. */
  of(route: ServiceSettings | null): RouteStatics {
    if (route === null) return this.withoutRoute
    let statics = this.byRoute.get(route)
    if (statics === undefined) {
      statics = this.merge(route)
      this.byRoute.set(route, statics)
    }
    return statics
  }

  private merge(route: ServiceSettings | null): RouteStatics {
    const { attributes, forward } = this.settings
    const nodeForward = this.isOutbound() ? pick(this.node, 'source.uid') : NOTHING
    return {
      isCheckOff: route?.isCheckOff ?? false,
      isReportOff: route?.isReportOff ?? false,
      attributes: new Map([...this.node, ...attributes, ...(route?.attributes ?? NOTHING)]),
      forward: forwardHeader(new Map([...nodeForward, ...forward, ...(route?.forward ?? NOTHING)])),
      quotas: route?.quotas ?? null,
      apis: route?.apis ?? null,
    }
  }

  private isOutbound(): boolean {
    return this.settings.attributes.get('context.reporter.kind') === 'outbound'
  }
}

function pick(
  attributes: ReadonlyMap<string, AttributeValue>,
  name: string,
): ReadonlyMap<string, AttributeValue> {
  const value = attributes.get(name)
  return value === undefined ? NOTHING : new Map([[name, value]])
}
