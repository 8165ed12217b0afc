/** For tests of this lib: configuration objects in a line each, adapters that answer what the test says, and a running table. */
import {
  type Adapter,
  BoundedScheduler,
  type CheckResult,
  defineAdapter,
  type Handler,
  type Instance,
  int32,
  map,
  message,
  OK,
  type QuotaResult,
  status,
  type TemplateName,
  text,
} from '@flotilla/adapter-sdk'
import { FakeEnv } from '@flotilla/adapter-sdk/compliance'
import type { AttributeValue } from '@flotilla/attributes'
import type { ConfigObject } from '@flotilla/model'
import type { InvokeContext } from './run/invoke.ts'
import type { DispatchObserver } from './run/observer.ts'
import { Runtime } from './run/runtime.ts'

/** `object('rule', 'default/deny', {...})`; without a namespace it is in istio-system. */
export function object(kind: string, name: string, spec: unknown): ConfigObject {
  const [namespace, bare] = name.includes('/') ? name.split('/') : ['istio-system', name]
  return {
    apiVersion: 'config.istio.io/v1alpha2',
    kind,
    metadata: {
      name: bare ?? '',
      namespace: namespace ?? '',
      labels: {},
      annotations: {},
      creationMs: 0,
      version: '1',
    },
    spec,
    source: null,
  }
}

/** The attributes that tests use. */
export const MANIFEST: ConfigObject = object('attributemanifest', 'attributes', {
  attributes: {
    'context.reporter.kind': { valueType: 'STRING' },
    'source.uid': { valueType: 'STRING' },
    'source.namespace': { valueType: 'STRING' },
    'source.labels': { valueType: 'STRING_MAP' },
    'source.ip': { valueType: 'IP_ADDRESS' },
    'destination.uid': { valueType: 'STRING' },
    'destination.ip': { valueType: 'IP_ADDRESS' },
    'destination.namespace': { valueType: 'STRING' },
    'destination.labels': { valueType: 'STRING_MAP' },
    'request.headers': { valueType: 'STRING_MAP' },
    'request.path': { valueType: 'STRING' },
    'request.time': { valueType: 'TIMESTAMP' },
    'response.code': { valueType: 'INT64' },
    'response.duration': { valueType: 'DURATION' },
    'connection.mtls': { valueType: 'BOOL' },
  },
})

interface ProbeParams {
  readonly code: number
  readonly message: string
  readonly validMs: number
  readonly uses: number
  readonly headers: ReadonlyMap<string, string>
  readonly fault: string
}

/** What happened to the handlers of a `Probe`. */
export class Probe {
  readonly instances: Instance[] = []
  readonly batches: number[] = []
  readonly built: string[] = []
  readonly closed: string[] = []
  generated: ReadonlyMap<string, AttributeValue> = new Map()
  maxValidityMs: number | null = null
  generation = 1
  quota: QuotaResult = { status: OK, validDurationMs: 1_000, amount: 1n }
  /** Waited for by handlers whose fault is `wait`. */
  gate: Promise<void> = Promise.resolve()

  /** An adapter of this name that takes every template and answers as its params say. */
  adapter(name = 'probe'): Adapter {
    const templates: TemplateName[] = [
      'checknothing',
      'listentry',
      'authorization',
      'quota',
      'metric',
      'logentry',
      'kubernetes',
    ]
    return defineAdapter<ProbeParams>({
      name,
      description: 'Answers what a test says',
      templates,
      params: message<ProbeParams>({
        code: int32(),
        message: text(),
        validMs: int32(),
        uses: int32(),
        headers: map(text()),
        fault: text(),
      }),
      validate: ({ fault }) =>
        fault === 'invalid' ? [{ path: 'fault', message: 'was asked for' }] : [],
      build: (params, _env, wiring) => this.handler(params, wiring.handler),
    })
  }

  private handler(params: ProbeParams, name: string): Handler {
    if (params.fault === 'build') throw new Error('will not build')
    this.built.push(name)
    const result: CheckResult = {
      status: { ...status(params.code, params.message), directResponse: directOf(params) },
      validDurationMs: params.validMs,
      validUseCount: params.uses,
    }
    const answer = <T>(instance: Instance, value: T): T | Promise<T> => {
      this.instances.push(instance)
      if (params.fault === 'throw') throw new Error('thrown')
      return params.fault === 'wait' ? this.gate.then(() => value) : value
    }
    return {
      handleCheck: (instance) => answer(instance, result),
      handleQuota: (instance) => answer(instance, this.quota),
      handleReport: (instances) => {
        this.batches.push(instances.length)
        for (const instance of instances) void answer(instance, null)
      },
      handleGenerate: (instance) =>
        answer(instance, { values: this.generated, maxValidityMs: this.maxValidityMs }),
      generation: () => this.generation,
      close: () => {
        this.closed.push(name)
      },
    }
  }
}

function directOf(params: ProbeParams): CheckResult['status']['directResponse'] {
  if (params.headers.size === 0) return null
  return { code: 0, body: 'direct', headers: params.headers }
}

/** Records what dispatch observes. */
export class Observed implements DispatchObserver {
  readonly events: string[] = []

  handlerCalled: DispatchObserver['handlerCalled'] = ({ handler, template, error }) => {
    this.events.push(`called ${handler} ${template}${error === null ? '' : ' error'}`)
  }
  matchFailed: DispatchObserver['matchFailed'] = (rule, error) => {
    this.events.push(`match ${rule.name}: ${error.message}`)
  }
  dispatched: DispatchObserver['dispatched'] = () => undefined
  quotaNotConfigured: DispatchObserver['quotaNotConfigured'] = (name) => {
    this.events.push(`not configured ${name}`)
  }
  quotaDiscarded: DispatchObserver['quotaDiscarded'] = (name, handler) => {
    this.events.push(`discarded ${name} ${handler}`)
  }
}

export interface TestRuntime {
  readonly runtime: Runtime
  readonly context: InvokeContext
  readonly observed: Observed
  readonly env: FakeEnv
}

/** A runtime over a fake clock with these adapters. */
export function testRuntime(...adapters: readonly Adapter[]): TestRuntime {
  const env = new FakeEnv()
  const observed = new Observed()
  const runtime = new Runtime({
    adapters: new Map(adapters.map((adapter) => [adapter.name, adapter])),
    defaultNamespace: 'istio-system',
    host: {
      clock: env.clock,
      envOf: () => ({ env, tasks: new BoundedScheduler(env.clock, env.log) }),
      closed: () => undefined,
    },
  })
  return { runtime, context: { clock: env.clock, observer: observed }, observed, env }
}
