/** Terminal network filters without an upstream: a fixed answer, and an echo. */
import type { Socket } from 'node:net'
import type { TcpDirectResponse } from '@flotilla/proto'
import { dataSourceText } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { DownstreamConnection, NetworkFilter } from '../listener/types.ts'

export function compileDirectResponse(message: TcpDirectResponse, at: Violations): NetworkFilter {
  const { response } = message
  const text = response === null ? '' : dataSourceText(response, at.at('response'))
  const bytes =
    response?.inlineBytes != null ? Buffer.from(response.inlineBytes) : Buffer.from(text ?? '')
  return new DirectResponse(bytes)
}

class OpenSockets {
  private readonly sockets: Set<Socket> = new Set()

  add(socket: Socket): void {
    this.sockets.add(socket)
    socket.once('close', () => this.sockets.delete(socket))
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy()
  }
}

/** Writes its bytes and closes. */
class DirectResponse implements NetworkFilter {
  private readonly open: OpenSockets = new OpenSockets()
  private readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  onConnection({ socket, info }: DownstreamConnection): void {
    if (info.record != null) info.record.details = 'direct_response'
    this.open.add(socket)
    socket.on('error', () => socket.destroy())
    // What the client sends meanwhile is read, so that closing does not become a reset that overtakes the answer.
    socket.resume()
    socket.end(this.bytes, () => socket.destroySoon())
  }

  handOver(successor: NetworkFilter): boolean {
    return successor instanceof DirectResponse
  }

  discourage(): void {
    return
  }

  close(): void {
    this.open.close()
  }

  drain(): void {
    return
  }
}

/** Sends back what it gets, and ends when its client does. */
export class Echo implements NetworkFilter {
  private readonly open: OpenSockets = new OpenSockets()

  onConnection({ socket, head }: DownstreamConnection): void {
    this.open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      if (!socket.write(chunk)) socket.pause()
    })
    socket.on('drain', () => socket.resume())
    socket.on('end', () => socket.end())
    if (head !== null) socket.write(head)
    socket.resume()
  }

  handOver(successor: NetworkFilter): boolean {
    return successor instanceof Echo
  }

  discourage(): void {
    return
  }

  close(): void {
    this.open.close()
  }

  drain(): void {
    return
  }
}
