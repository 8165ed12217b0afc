/** Lines to a statsd server over TCP, through a cluster. */
import type { Socket } from 'node:net'
import type { Cluster } from '../../upstream/types.ts'
import type { LineWriter } from './udp-writer.ts'

/** What a server that does not read may leave unsent, as in Envoy; further lines are dropped. Listed in docs/limits.md. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024

export class TcpWriter implements LineWriter {
  private readonly cluster: () => Cluster | null
  private socket: Socket | null = null
  private isOpening = false
  private unsent = ''

  /** @param cluster null while it is not there. */
  constructor(cluster: () => Cluster | null) {
    this.cluster = cluster
  }

  write(lines: Iterable<string>): void {
    let text = ''
    for (const line of lines) text += `${line}\n`
    if (this.socket === null) {
      if (this.unsent.length + text.length <= MAX_UNSENT_BYTES) this.unsent += text
      this.open()
    } else if (this.socket.writableLength + text.length <= MAX_UNSENT_BYTES) this.socket.write(text)
  }

  close(): void {
    this.socket?.destroy()
    this.socket = null
  }

  private open(): void {
    if (this.isOpening) return
    const cluster = this.cluster()
    const host =
      cluster?.pick({ hash: null, downstream: null, tried: null, hostAttempts: 1 }) ?? null
    if (cluster === null || host === null) return
    this.isOpening = true
    cluster.connect(
      host,
      { protocol: 'tcp', downstream: null, authority: '' },
      (socket) => {
        this.isOpening = false
        this.onOpen(socket)
      },
      () => {
        // The next flush tries again.
        this.isOpening = false
      },
    )
  }

  private onOpen(socket: Socket): void {
    this.socket = socket
    const onGone = (): void => {
      if (this.socket === socket) this.socket = null
      socket.destroy()
    }
    socket.on('error', onGone)
    socket.on('end', onGone)
    socket.on('close', onGone)
    socket.resume()
    socket.unref()
    socket.write(this.unsent)
    this.unsent = ''
  }
}
