/** For tests: one configuration at both ends, the server as Check runs it and the edge as a proxy would. */
import assert from 'node:assert/strict'
import { EDGE_ADAPTERS } from '@flotilla/adapter-builtin/edge'
import {
  type Adapter,
  BoundedScheduler,
  defineAdapter,
  int32,
  message,
  OK,
  status,
} from '@flotilla/adapter-sdk'
import { FakeEnv } from '@flotilla/adapter-sdk/compliance'
import {
  type AttributeBag,
  CompressedBag,
  encodeAttributes,
  MutableBag,
  OverlayBag,
} from '@flotilla/attributes'
import {
  type CheckOutcome,
  check,
  DispatchError,
  type EdgePlan,
  edgePlan,
  preprocess,
  Runtime,
  SILENT_OBSERVER,
} from '@flotilla/dispatch'
import { type EdgeDecider, edgeDecider } from '@flotilla/dispatch/edge'
import type { ConfigObject } from '@flotilla/model'
import { CompressedAttributes } from '@flotilla/proto'

export const ROOT_NAMESPACE = 'istio-system'

/** `object('rule', 'default/deny', {...})`; without a namespace it is in istio-system. */
export function object(kind: string, name: string, spec: unknown): ConfigObject {
  const [namespace, bare] = name.includes('/') ? name.split('/') : [ROOT_NAMESPACE, name]
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

/** Decides as denier does, but says that only the server may. */
const serverside: Adapter = defineAdapter<{ readonly code: number }>({
  name: 'serverside',
  description: 'Decides at the server only',
  templates: ['checknothing', 'listentry'],
  params: message({ code: int32() }),
  build: ({ code }) => ({
    handleCheck: () => ({
      status: code === 0 ? OK : status(code, 'by the server'),
      validDurationMs: 1_000,
      validUseCount: 10,
    }),
    close: () => undefined,
  }),
})

/** Knows the labels, namespaces and addresses of two workloads, as kubernetesenv would. */
const generator: Adapter = defineAdapter<object>({
  name: 'generator',
  description: 'Gives attributes of workloads',
  templates: ['kubernetes'],
  params: message<object>({}),
  build: () => ({
    handleGenerate: () => ({
      values: new Map<string, string | Uint8Array | ReadonlyMap<string, string>>([
        ['source_labels', new Map([['version', 'v3']])],
        ['source_namespace', 'a'],
        ['source_pod_ip', Uint8Array.of(10, 0, 0, 9)],
        ['destination_pod_uid', 'kubernetes://generated.b'],
        ['destination_namespace', 'b'],
      ]),
      maxValidityMs: null,
    }),
    generation: () => 1,
    close: () => undefined,
  }),
})

const ADAPTERS: ReadonlyMap<string, Adapter> = new Map([
  ...EDGE_ADAPTERS,
  ['serverside', serverside],
  ['generator', generator],
])

export class BothEnds {
  private readonly runtime: Runtime
  private readonly env: FakeEnv

  private constructor(runtime: Runtime, env: FakeEnv) {
    this.runtime = runtime
    this.env = env
  }

  static async of(objects: readonly ConfigObject[]): Promise<BothEnds> {
    const env = new FakeEnv()
    const runtime = new Runtime({
      adapters: ADAPTERS,
      defaultNamespace: ROOT_NAMESPACE,
      host: {
        clock: env.clock,
        envOf: () => ({ env, tasks: new BoundedScheduler(env.clock, env.log) }),
        closed: () => undefined,
      },
    })
    await runtime.reload(objects)
    return new BothEnds(runtime, env)
  }

  plan(namespace: string): EdgePlan {
    return edgePlan(this.runtime.table, {
      namespace,
      defaultNamespace: ROOT_NAMESPACE,
      edgeAdapters: EDGE_ADAPTERS,
    })
  }

  /** The edge of a namespace; null where its checks are the server's. What the plan offers must compile. */
  edge(namespace: string): EdgeDecider | null {
    const { content, digest } = this.plan(namespace)
    if (content === null) return null
    const { clock } = this.env
    const made = edgeDecider({ bytes: content, digest, adapters: EDGE_ADAPTERS, clock })
    if (made.kind === 'bad') assert.fail(made.message)
    return made.decider
  }

  /** What a Check of these attributes comes to, over the wire; null where it fails. */
  async server(bag: AttributeBag): Promise<CheckOutcome | null> {
    const sent = new CompressedBag(CompressedAttributes.decode(encodeAttributes(bag)))
    const overlay = new OverlayBag(sent)
    const context = { clock: this.env.clock, observer: SILENT_OBSERVER }
    const { table } = this.runtime
    const prepared = await preprocess(context, table, overlay, null)
    if (prepared instanceof DispatchError) return null
    const outcome = await check(context, table, overlay, null, prepared.maxValidityMs)
    return outcome instanceof DispatchError ? null : outcome
  }

  close(): Promise<void> {
    return this.runtime.close()
  }
}

export function bagOf(attributes: Iterable<readonly [string, Parameters<MutableBag['set']>[1]]>): MutableBag {
  return new MutableBag(attributes)
}
