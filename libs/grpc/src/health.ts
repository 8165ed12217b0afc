/** The health checking protocol of gRPC: what a server says about its services, and to whom it says when that changes. */
import {
  type HealthCheckRequest,
  HealthCheckResponse,
  HealthService,
  HealthCheckResponseServingStatus as ServingStatus,
} from '@flotilla/proto'
import type { ServerWritableStream } from '@grpc/grpc-js'
import type { ServiceBinding } from './binding.ts'
import { unary } from './handler.ts'
import { StatusCode } from './status-code.ts'

type Watcher = ServerWritableStream<HealthCheckRequest, HealthCheckResponse>

/** Watches that one server keeps; more are refused with RESOURCE_EXHAUSTED. Listed in docs/limits.md. */
const MAX_WATCHERS = 64

export class HealthReporter {
  private readonly serving = new Map<string, boolean>([['', true]])
  private readonly watchers = new Map<Watcher, string>()

  /** @param service full name of a service; empty for the server as a whole, which serves from the start. */
  set(service: string, isServing: boolean): void {
    if (this.serving.get(service) === isServing) return
    this.serving.set(service, isServing)
    for (const [watcher, watched] of this.watchers)
      if (watched === service) watcher.write(this.response(service))
  }

  /** Ends all watches; a server that closes does not wait for them. */
  close(): void {
    for (const watcher of this.watchers.keys()) watcher.end()
    this.watchers.clear()
  }

  get binding(): ServiceBinding {
    return {
      definition: HealthService,
      implementation: {
        check: unary((request: HealthCheckRequest) => {
          if (!this.serving.has(request.service))
            throw { code: StatusCode.NOT_FOUND, details: 'unknown service' }
          return this.response(request.service)
        }),
        watch: (call: Watcher) => this.watch(call),
      },
    }
  }

  private watch(call: Watcher): void {
    if (this.watchers.size >= MAX_WATCHERS) {
      call.emit('error', { code: StatusCode.RESOURCE_EXHAUSTED, details: 'too many watches' })
      return
    }
    this.watchers.set(call, call.request.service)
    call.on('cancelled', () => this.watchers.delete(call))
    call.on('error', () => this.watchers.delete(call))
    call.write(this.response(call.request.service))
  }

  private response(service: string): HealthCheckResponse {
    const isServing = this.serving.get(service)
    const answer =
      isServing === undefined
        ? ServingStatus.SERVICE_UNKNOWN
        : isServing
          ? ServingStatus.SERVING
          : ServingStatus.NOT_SERVING
    return HealthCheckResponse.create({ status: answer })
  }
}
