/** The network RBAC filter: allows or denies a raw connection by policies. */
import { NetworkRbac } from '@flotilla/proto'
import { decode } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import { compileRbacMatcher } from '../rbac/rbac-matcher.ts'
import { compileRbac, type RbacDecider, type RbacEngine } from '../rbac/rbac-rules.ts'
import { connectionView } from '../rbac/rbac-view.ts'
import type { TcpFilter, TcpFilterFactory, TcpFilterKind, TcpStream } from '../tcp/filter.ts'
import { TcpStatus } from '../tcp/filter.ts'
import type { RbacCounters } from './rbac.ts'

export function rbacTcpFilterKind(counters: RbacCounters): TcpFilterKind {
  return {
    name: 'envoy.filters.network.rbac',
    typeUrls: [NetworkRbac.typeUrl],
    compile(config, instanceName) {
      const at = new Violations()
      const message = readMessage(config, at)
      if (message === null) return at.result<TcpFilterFactory>(null)
      const rules =
        message.matcher === null
          ? compileRbac(message.rules, at.at('rules'))
          : compileRbacMatcher(message.matcher, at.at('matcher'))
      const shadow = compileRbac(message.shadowRules, at.at('shadow_rules'))
      return at.result<TcpFilterFactory>(new RbacTcp(instanceName, rules, shadow, counters))
    },
  }
}

function readMessage(
  config: Parameters<TcpFilterKind['compile']>[0],
  at: Violations,
): NetworkRbac | null {
  if (config.kind === 'proto') return decode(NetworkRbac, config.value, at)
  const parsed = NetworkRbac.fromJson(config.value)
  if (parsed.kind === 'ok') return parsed.message
  at.adopt(parsed.violations)
  return null
}

class RbacTcp implements TcpFilterFactory, TcpFilter {
  readonly name: string
  private readonly rules: RbacDecider | null
  private readonly shadow: RbacEngine | null
  private readonly counters: RbacCounters

  constructor(
    name: string,
    rules: RbacDecider | null,
    shadow: RbacEngine | null,
    counters: RbacCounters,
  ) {
    this.name = name
    this.rules = rules
    this.shadow = shadow
    this.counters = counters
  }

  create(): TcpFilter {
    return this
  }

  onConnection(stream: TcpStream): TcpStatus {
    const view = connectionView(stream.connection)
    if (this.shadow !== null) {
      if (this.shadow.decide(view).isAllowed) this.counters.shadowAllowed++
      else this.counters.shadowDenied++
    }
    if (this.rules === null || this.rules.isLogOnly || this.rules.decide(view).isAllowed) {
      this.counters.allowed++
      return TcpStatus.Continue
    }
    this.counters.denied++
    return TcpStatus.Refused
  }
}
