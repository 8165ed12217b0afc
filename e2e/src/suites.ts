/** The named suites of `npm run e2e`. */
import { shortClients } from '../clients/command.ts'
import { mixerClientScenarios } from './adapters/mixer-client.ts'
import type { OwnScenario, Suite } from './runner.ts'
import { adapterSamples, adapters } from './scenarios/adapters.ts'
import { apiSpec } from './scenarios/api-spec.ts'
import { badInput } from './scenarios/bad-input.ts'
import { brokenDrill } from './scenarios/broken-drill.ts'
import { dashboards } from './scenarios/dashboards.ts'
import { drill } from './scenarios/drill.ts'
import { edge } from './scenarios/edge.ts'
import { http2 } from './scenarios/http2.ts'
import { lifecycle } from './scenarios/lifecycle.ts'
import { mixerDrill } from './scenarios/mixer-drill.ts'
import { objectStatus } from './scenarios/object-status.ts'
import { oneAddress } from './scenarios/one-address.ts'
import { outOfProcess } from './scenarios/out-of-process.ts'
import { outage } from './scenarios/outage.ts'
import { policy } from './scenarios/policy.ts'
import { rollUp } from './scenarios/roll-up.ts'
import { routing } from './scenarios/routing.ts'
import { security } from './scenarios/security.ts'
import { telemetry } from './scenarios/telemetry.ts'
import { workloads } from './scenarios/workloads.ts'

const scenarios = [
  ...routing,
  ...policy,
  ...edge,
  ...rollUp,
  ...objectStatus,
  ...apiSpec,
  ...telemetry,
  ...dashboards,
  ...workloads,
  ...security,
  ...badInput,
  ...outOfProcess,
]

/** Requests per part of the drill: enough for its claim, and few enough for every run of CI. */
const DRILL_REQUESTS = 10_000
const CI_DRILL_REQUESTS = 1_200
const DRILL_PORT = 18095
const BROKEN_PORT = 18096
const MIXER_DRILL_PORT = 18101
const MIXER_DRILL_REQUESTS = 5_000

/** A part of `npm run e2e -- clients`. */
const CLIENTS: OwnScenario = { name: 'real clients through the proxy', run: shortClients }

export const SUITES: Readonly<Record<string, Suite>> = {
  ci: {
    about: 'every scenario in both modes, a short drill, lifecycle: within CI time',
    shared: scenarios,
    own: [
      drill('netns', DRILL_PORT, CI_DRILL_REQUESTS),
      ...lifecycle,
      ...oneAddress,
      ...outage,
      ...mixerClientScenarios,
      CLIENTS,
      ...http2,
    ],
  },
  adapters: {
    about: 'adapters with real Redis, OPA, Zipkin, NATS, statsd, killed and started again',
    shared: adapterSamples,
    own: adapters,
  },
  'out-of-process': {
    about: "Mixer adapters in TypeScript, Python and Go, and the one of Istio's samples",
    shared: outOfProcess,
    own: mixerClientScenarios,
  },
  h2spec: {
    about: 'HTTP/2 of the proxy against h2spec, curl, nghttp, h2load and grpcio',
    shared: [],
    own: http2,
  },
  drill: {
    about: 'kill -9 of each part under load, 10,000 requests per part, both modes',
    shared: [],
    own: [
      drill('netns', DRILL_PORT, DRILL_REQUESTS),
      drill('explicit', DRILL_PORT, DRILL_REQUESTS),
    ],
  },
  'drill-short': {
    about: 'the drill of CI alone, in netns mode',
    shared: [],
    own: [drill('netns', BROKEN_PORT, CI_DRILL_REQUESTS)],
  },
  'drill-broken': {
    about: 'the drill against builds broken on purpose, which must fail it',
    shared: [],
    own: brokenDrill,
  },
  'mixer-drill': {
    about: 'Redis, OPA, Zipkin, an adapter and Mixer killed under 500 requests/s',
    shared: [],
    own: [mixerDrill(MIXER_DRILL_PORT, MIXER_DRILL_REQUESTS)],
  },
  outage: { about: 'mixer away, certificates rotating under load', shared: [], own: outage },
  lifecycle: {
    about: 'up and down, crashes, two meshes, one loopback address',
    shared: [],
    own: [...lifecycle, ...oneAddress],
  },
}
