/** The HTTP filter `mixer`: asks Mixer whether a request may go on, and reports every request when it is over. */

import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { type HeaderList, headerValue, removeHeader, setHeader } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import type { CheckClient, Decision } from '../mixer/check-client.ts'
import { connectionAttributes } from '../mixer/connection-attributes.ts'
import {
  compileHttpSettings,
  compileServiceSettings,
  type HttpSettings,
  type ServiceSettings,
} from '../mixer/filter-config.ts'
import { HTTP_CONFIG_TYPE, ROUTE_CONFIG_TYPE, withJson } from '../mixer/filter-types.ts'
import {
  FORWARDED_HEADER,
  type Forwarded,
  ForwardedReader,
  type PeerDirectory,
} from '../mixer/forwarded-attributes.ts'
import { type CheckTrace, HttpBag } from '../mixer/http-bag.ts'
import type { MixerClients } from '../mixer/mixer-clients.ts'
import type { MixerStats } from '../mixer/mixer-stats.ts'
import { type MixerNode, nodeAttributes } from '../mixer/node-attributes.ts'
import type { QuotaCharge } from '../mixer/quota-requirements.ts'
import type { ReportBatcher } from '../mixer/report-batcher.ts'
import { type RouteStatics, RouteStaticsTable } from '../mixer/route-statics.ts'
import { denialBody, httpStatusOfCode } from '../mixer/status.ts'
import type { HeaderOperation, RouteDirective } from '../mixer/transport.ts'

export interface MixerFilterEnv {
  readonly clients: MixerClients
  readonly node: MixerNode
  /** What is known of other workloads, to check who forwarded attributes; null where nothing is. */
  readonly peers: PeerDirectory | null
  /** Milliseconds since the epoch. */
  readonly wallMs: () => number
}

const NO_CHARGES: readonly QuotaCharge[] = []
const NOT_CHECKED: CheckTrace = {
  errorCode: 0,
  errorMessage: '',
  wasChecked: false,
  isCheckCacheHit: false,
  isQuotaCacheHit: false,
}
const Operation = { replace: 0, remove: 1 } as const

export function mixerFilterKind(env: MixerFilterEnv): HttpFilterKind {
  return {
    name: 'mixer',
    typeUrls: [HTTP_CONFIG_TYPE, ROUTE_CONFIG_TYPE],
    compile: (config, instanceName) => {
      const settings = withJson(config, compileHttpSettings)
      return settings.kind === 'bad'
        ? settings
        : { kind: 'ok', value: new MixerFilterFactory(instanceName, settings.value, env) }
    },
    compileRouteConfig: (config) => withJson(config, compileServiceSettings),
  }
}

class MixerFilterFactory implements HttpFilterFactory {
  readonly name: string
  readonly env: MixerFilterEnv
  readonly settings: HttpSettings
  private readonly checks: CheckClient
  readonly reports: ReportBatcher
  readonly stats: MixerStats
  readonly forwarded: ForwardedReader
  /** Whether nothing was decided through it yet. */
  private isNew = true
  /** Whether it has had a request. */
  private isUsed = false
  private readonly statics: RouteStaticsTable

  constructor(name: string, settings: HttpSettings, env: MixerFilterEnv) {
    this.name = name
    this.env = env
    this.settings = settings
    this.stats = env.clients.httpStats
    this.checks = env.clients.checkClient(settings.transport)
    this.reports = env.clients.reportBatcher(settings.transport, this.stats)
    this.forwarded = new ForwardedReader(env.peers)
    const isOutbound = settings.attributes.get('context.reporter.kind') === 'outbound'
    this.statics = new RouteStaticsTable(settings, nodeAttributes(env.node, isOutbound))
  }

  /** The check client. A filter of a new configuration tells of a change, perhaps before Mixer's answers do. */
  checkClient(): CheckClient {
    if (this.isNew) {
      this.isNew = false
      this.checks.distrust()
    }
    return this.checks
  }

  create(stream: HttpStream): HttpFilter {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const route = stream.routeFilterConfig(this.name) as ServiceSettings | null
    if (!this.isUsed) this.begin()
    return new MixerFilter(this, this.statics.of(route))
  }

  /** A filter without traffic needs no bundle. */
  private begin(): void {
    this.isUsed = true
    this.env.clients.listen(this.settings.transport)
  }
}

class MixerFilter implements HttpFilter {
  private readonly factory: MixerFilterFactory
  private readonly statics: RouteStatics
  private bag: HttpBag | null = null
  private trace: CheckTrace = NOT_CHECKED
  private responseOperations: readonly HeaderOperation[] | null = null

  constructor(factory: MixerFilterFactory, statics: RouteStatics) {
    this.factory = factory
    this.statics = statics
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    this.bag = this.takeAttributes(stream)
    if (this.statics.forward !== null)
      setHeader(stream.requestHeaders, FORWARDED_HEADER, this.statics.forward)
    // Without a route there is nothing to protect: it will be answered with 404.
    if (this.statics.isCheckOff || stream.route === null) return FilterStatus.Continue
    const { settings, stats } = this.factory
    const charges = this.statics.quotas?.charges(this.bag) ?? NO_CHARGES
    const checks = this.factory.checkClient()
    const decision = checks.check(this.bag, charges, settings.transport.check, stats, (later) => {
      if (!stream.isOver && this.apply(later, stream) === FilterStatus.Continue) stream.resume()
    })
    return decision === null ? FilterStatus.Paused : this.apply(decision, stream)
  }

  onResponseHeaders(stream: HttpStream): void {
    if (this.responseOperations !== null && stream.responseHeaders !== null)
      applyOperations(this.responseOperations, stream.responseHeaders)
  }

  onComplete(stream: HttpStream): void {
    if (this.statics.isReportOff) return
    // A request that was refused before it came here is reported with what is known of it.
    const bag = this.bag ?? this.takeAttributes(stream)
    bag.complete(this.trace, this.factory.env.wallMs())
    this.factory.reports.add(bag)
  }

  /** Reads and removes what the proxy before us forwarded, and makes the bag of this request. */
  private takeAttributes(stream: HttpStream): HttpBag {
    const connection = connectionAttributes(stream.connection)
    const header = headerValue(stream.requestHeaders, FORWARDED_HEADER)
    let forwarded: Forwarded | null = null
    if (header !== null) {
      removeHeader(stream.requestHeaders, FORWARDED_HEADER)
      if (!this.factory.settings.ignoresForwarded) {
        forwarded = this.factory.forwarded.read(header, connection)
        if (forwarded === null) this.factory.stats.totalForwardedAttributesRefused++
      }
    }
    // The router will change the list; the report is about what came.
    const requestHeaders = stream.requestHeaders.slice()
    const { apis } = this.statics
    return new HttpBag({
      stream,
      statics: this.statics.attributes,
      connection,
      said: apis === null ? forwarded : apis.attributesOf(stream, requestHeaders, forwarded),
      requestHeaders,
    })
  }

  private apply(decision: Decision, stream: HttpStream): FilterStatus {
    const { code, message, directive } = decision
    this.trace = {
      errorCode: code,
      errorMessage: message,
      wasChecked: true,
      isCheckCacheHit: decision.isCheckCacheHit,
      isQuotaCacheHit: decision.isQuotaCacheHit,
    }
    if (directive !== null && directive.directResponseCode !== 0)
      return reply(directive, code, stream)
    if (code !== 0) {
      stream.reply(
        httpStatusOfCode(code),
        denialBody(code, message),
        'mixer_check_denied',
        ResponseFlag.UnauthorizedExternalService,
      )
      return FilterStatus.Replied
    }
    if (directive !== null) this.follow(directive, stream)
    return FilterStatus.Continue
  }

  private follow(directive: RouteDirective, stream: HttpStream): void {
    if (directive.responseHeaderOperations.length > 0)
      this.responseOperations = directive.responseHeaderOperations
    if (directive.requestHeaderOperations.length === 0) return
    applyOperations(directive.requestHeaderOperations, stream.requestHeaders)
    stream.clearRouteCache()
  }
}

/** A response that a rule wrote itself, with the headers that it adds. */
function reply(directive: RouteDirective, code: number, stream: HttpStream): FilterStatus {
  const headers: HeaderList = []
  applyOperations(directive.responseHeaderOperations, headers)
  stream.reply(
    directive.directResponseCode,
    directive.directResponseBody,
    'mixer_direct_response',
    code === 0 ? ResponseFlag.None : ResponseFlag.UnauthorizedExternalService,
    headers,
  )
  return FilterStatus.Replied
}

function applyOperations(operations: readonly HeaderOperation[], headers: HeaderList): void {
  for (const { name, value, operation } of operations) {
    const lower = name.toLowerCase()
    if (operation === Operation.remove) removeHeader(headers, lower)
    else if (operation === Operation.replace) setHeader(headers, lower, value)
    else headers.push(lower, value)
  }
}
