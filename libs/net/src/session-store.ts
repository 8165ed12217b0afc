/** Sessions that a TLS server keeps for clients without tickets: up to TLS 1.2, so many, oldest out first. */
import type { Server } from 'node:tls'

/** As Envoy's TLS library keeps per context. Listed in docs/limits.md. */
const MAX_SESSIONS = 20_480
/** How a session begins: SSL_SESSION of version 1, and then the protocol's version, of which 1.3 has tickets of its own. */
const TLS13_MARK = Buffer.from([0x02, 0x01, 0x01, 0x02, 0x02, 0x03, 0x04])
const MARK_WITHIN_BYTES = 16

export class SessionStore {
  private readonly sessions = new Map<string, Buffer>()

  attach(server: Server): void {
    server.on('newSession', (id: Buffer, session: Buffer, done: () => void) => {
      this.keep(id, session)
      done()
    })
    server.on(
      'resumeSession',
      (id: Buffer, done: (error: Error | null, session: Buffer | null) => void) =>
        done(null, this.sessions.get(id.toString('base64')) ?? null),
    )
  }

  private keep(id: Buffer, session: Buffer): void {
    if (session.subarray(0, MARK_WITHIN_BYTES).includes(TLS13_MARK)) return
    if (this.sessions.size >= MAX_SESSIONS)
      for (const oldest of this.sessions.keys()) {
        this.sessions.delete(oldest)
        break
      }
    this.sessions.set(id.toString('base64'), session)
  }
}
