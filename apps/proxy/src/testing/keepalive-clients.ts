/** For tests: connections that are kept open and asked again, whichever thread took them. */
import { Agent, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly body: string
}

/** One client with one connection, which it keeps. */
export class KeptClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 })
  private readonly port: number

  constructor(port: number) {
    this.port = port
  }

  get(path = '/', headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = request(
        { host: '127.0.0.1', port: this.port, path, headers, agent: this.agent },
        (response) => {
          let body = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            body += chunk
          })
          response.on('error', reject)
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
        },
      )
      call.on('error', reject)
      call.end()
    })
  }

  close(): void {
    this.agent.destroy()
  }
}

/** So many clients, each connected: the first request of each is answered. */
export async function keptClients(count: number, port: number): Promise<KeptClient[]> {
  const clients: KeptClient[] = []
  for (let i = 0; i < count; i++) {
    const client = new KeptClient(port)
    await client.get()
    clients.push(client)
  }
  return clients
}

/** Requests one after the other on each of these clients, until it is stopped; what failed. */
export function steadyLoad(clients: readonly KeptClient[]): {
  stop(): Promise<{ sent: number; failures: string[] }>
} {
  const failures: string[] = []
  let isOver = false
  let sent = 0
  const runs = clients.map(async (client) => {
    while (!isOver) {
      sent++
      try {
        const { status } = await client.get()
        if (status !== 200) failures.push(`status ${status}`)
      } catch (error) {
        failures.push(String(error))
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
  return {
    stop: async () => {
      isOver = true
      await Promise.all(runs)
      return { sent, failures }
    },
  }
}
