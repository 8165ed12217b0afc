/** noop: takes everything, allows everything, does nothing. */
import { type Adapter, defineAdapter, message, OK } from '@flotilla/adapter-sdk'

// Istio 1.4: answers hold for 10^9 s and 10^9 uses.
const VALID_MS = 1e12
const VALID_USES = 1_000_000_000
const ALLOWED = Object.freeze({ status: OK, validDurationMs: VALID_MS, validUseCount: VALID_USES })

export const noop: Adapter = defineAdapter<object>({
  name: 'noop',
  description: 'Accepts everything and does nothing',
  templates: [
    'authorization',
    'checknothing',
    'reportnothing',
    'listentry',
    'logentry',
    'metric',
    'quota',
    'tracespan',
  ],
  params: message<object>({}),
  build: () => ({
    handleCheck: () => ALLOWED,
    handleQuota: (_instance, { amount }) => ({ status: OK, validDurationMs: VALID_MS, amount }),
    handleReport: () => undefined,
    handleWeighted: () => undefined,
    close: () => undefined,
  }),
  decideAtEdge: () => () => ALLOWED,
  aggregatesAtEdge: () => true,
})
