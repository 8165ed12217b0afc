/** A Mixer adapter out of process in TypeScript: counts metrics and serves them to Prometheus, as Istio's prometheusadapter did. */

import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import process from 'node:process'
import { Server, ServerCredentials, type ServiceError, status } from '@grpc/grpc-js'
import protobuf from 'protobufjs'
import { type Config, type Instance, Metrics } from './metrics.ts'

/** Where Mixer's own protos are: beside this folder in the repository, or wherever a copy of them is. */
const PROTOS: string =
  process.env['MIXER_PROTOS'] ?? join(import.meta.dirname, '../../../libs/adapter-sdk/protos')
const HOST = process.env['FLOTILLA_ADDR'] ?? process.env['ADAPTER_HOST'] ?? '0.0.0.0'
const GRPC_PORT = Number(process.env['ADAPTER_PORT'] ?? 8080)
const METRICS_PORT = Number(process.env['METRICS_PORT'] ?? 42422)

const root = load('mixer/template/metric.proto', join(import.meta.dirname, 'params.proto'))
const Request = root.lookupType('metric.HandleMetricRequest')
const Result = root.lookupType('istio.mixer.adapter.model.v1beta1.ReportResult')
const Params = root.lookupType('adapter.prometheus.config.Params')

const metrics = new Metrics()
const EMPTY = Buffer.from(Result.encode(Result.create()).finish())

type Reply = (error: Partial<ServiceError> | null, response?: Buffer) => void

function handleMetric(call: { readonly request: Buffer }, reply: Reply): void {
  try {
    const { adapter_config, instances } = toObject(Request, call.request) as {
      readonly adapter_config?: { readonly value?: Uint8Array }
      readonly instances?: readonly Instance[]
    }
    const config = toObject(Params, adapter_config?.value ?? new Uint8Array()) as Config
    for (const instance of instances ?? []) metrics.count(config, instance)
    reply(null, EMPTY)
  } catch (error) {
    // The reason goes to Mixer, which counts the call as failed and shows why.
    reply({ code: status.INVALID_ARGUMENT, details: String(error) })
  }
}

const passOn = (bytes: Buffer): Buffer => bytes
const server = new Server()
server.addService(
  {
    handleMetric: {
      path: '/metric.HandleMetricService/HandleMetric',
      requestStream: false,
      responseStream: false,
      requestSerialize: passOn,
      requestDeserialize: passOn,
      responseSerialize: passOn,
      responseDeserialize: passOn,
    },
  },
  { handleMetric },
)
const page = createServer((_request, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4').end(metrics.render())
})
server.bindAsync(`${HOST}:${GRPC_PORT}`, ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error
  page.listen(METRICS_PORT, HOST, () => {
    process.stdout.write(`serving metric on ${HOST}:${port}, metrics on ${METRICS_PORT}\n`)
  })
})
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    page.close()
    server.tryShutdown(() => process.exit(0))
  })

function load(...files: readonly string[]): protobuf.Root {
  const made = new protobuf.Root()
  const library = join(import.meta.dirname, '../../../node_modules/protobufjs')
  made.resolvePath = (_origin, target) => {
    if (existsSync(target) || protobuf.common.get(target) !== null) return target
    const ours = join(PROTOS, target)
    return existsSync(ours) ? ours : join(library, target)
  }
  made.loadSync([...files], { keepCase: true })
  return made
}

function toObject(type: protobuf.Type, bytes: Uint8Array): unknown {
  return type.toObject(type.decode(bytes), { longs: Number, enums: String })
}
