/** For tests: a Mixer that gives bundles when it is told to. */
import { createHash } from 'node:crypto'
import { Bundle } from '@flotilla/proto'
import type { BundleEnd, EdgeTransport } from './edge-transport.ts'

interface Listener {
  readonly namespace: string
  readonly knownDigest: string
  readonly onBundle: (bundle: Bundle) => void
  readonly onEnd: (end: BundleEnd) => void
  isStopped: boolean
}

export class FakeEdge implements EdgeTransport {
  readonly listeners: Listener[] = []
  private readonly questions: ((generation: number | null) => void)[] = []

  bundles(
    namespace: string,
    knownDigest: string,
    onBundle: (bundle: Bundle) => void,
    onEnd: (end: BundleEnd) => void,
  ): () => void {
    const listener = { namespace, knownDigest, onBundle, onEnd, isStopped: false }
    this.listeners.push(listener)
    return () => {
      listener.isStopped = true
    }
  }

  confirm(_timeoutMs: number, callback: (generation: number | null) => void): void {
    this.questions.push(callback)
  }

  /** Questions that wait for an answer. */
  get waiting(): number {
    return this.questions.length
  }

  answer(generation: number | null): void {
    this.questions.shift()?.(generation)
  }

  /** Gives a bundle to the newest listener; resolves once it is compiled. */
  async give(generation: number, bundle: Partial<Bundle>): Promise<void> {
    this.listeners
      .at(-1)
      ?.onBundle(Bundle.create({ flotillaPolicyGeneration: generation, ...bundle }))
    // Compiled after a promise of the module, which may have to be loaded first.
    await import('./edge-engine.ts')
    await new Promise(setImmediate)
  }

  end(code: number, message = ''): void {
    this.listeners.at(-1)?.onEnd({ code, message })
  }
}

/** A bundle of namespace default that refuses `/denied` for 5 s, and adds a response header to `/marked`. */
export function denyingBundle(message = 'Not allowed'): Partial<Bundle> {
  const at = { apiVersion: 'config.istio.io/v1alpha2', namespace: 'default' }
  const value = ['"yes"']
  const objects = [
    {
      ...at,
      kind: 'attributemanifest',
      name: 'edge',
      spec: { attributes: { 'request.path': { valueType: 'STRING' } } },
    },
    {
      ...at,
      kind: 'handler',
      name: 'h',
      spec: { compiledAdapter: 'denier', params: { status: { code: 7, message } } },
    },
    { ...at, kind: 'instance', name: 'n', spec: { compiledTemplate: 'checknothing' } },
    {
      ...at,
      kind: 'rule',
      name: 'r',
      spec: {
        match: 'request.path == "/denied"',
        actions: [{ handler: 'h.handler.default', instances: ['n.instance.default'] }],
      },
    },
    {
      ...at,
      kind: 'rule',
      name: 's',
      spec: {
        match: 'request.path == "/marked"',
        responseHeaderOperations: [{ name: 'x-marked', operation: 'APPEND', values: value }],
      },
    },
  ]
  const text = { namespace: 'default', defaultNamespace: 'istio-system', guarded: [], objects }
  const content = Buffer.from(JSON.stringify(text))
  const digest = createHash('sha256').update(content).digest('hex')
  return { namespace: 'default', checkEligible: true, content, digest }
}
