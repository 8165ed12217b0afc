/** The interface of an OPA server: policies uploaded to it, and questions asked. */
import type { AdapterEnv } from '@flotilla/adapter-sdk'
import { messageOf } from '@flotilla/errors'

export type Answered<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** The server is not there, or has trouble of its own: the same may work later. */
  | { readonly kind: 'away'; readonly reason: string }
  /** What was sent is wrong, or what came back cannot be read. */
  | { readonly kind: 'bad'; readonly reason: string }

/** Longest wait for an answer, ms, and its bytes. docs/limits.md */
const TIMEOUT_MS = 1_000
const MAX_ANSWER_BYTES = 64 * 1024
const MAX_REASON = 512

export class OpaServer {
  private readonly env: AdapterEnv
  private readonly base: string

  /** @param url with or without a path, to which the interface's own paths are added. */
  constructor(env: AdapterEnv, url: string) {
    this.env = env
    this.base = url.replace(/\/+$/, '')
  }

  /** Puts a module in place of the one with the same id. */
  async putPolicy(id: string, module: string): Promise<Answered<null>> {
    const answer = await this.call(
      'PUT',
      `/v1/policies/${encodeURIComponent(id)}`,
      module,
      'text/plain',
    )
    return answer.kind === 'ok' ? { kind: 'ok', value: null } : answer
  }

  async deletePolicy(id: string): Promise<void> {
    await this.call('DELETE', `/v1/policies/${encodeURIComponent(id)}`, '', 'text/plain')
  }

  /** The value of a document for an input; undefined where the document is not defined. */
  async evaluate(path: readonly string[], input: unknown): Promise<Answered<unknown>> {
    const url = `/v1/data/${path.map((part) => encodeURIComponent(part)).join('/')}`
    const answer = await this.call('POST', url, JSON.stringify({ input }), 'application/json')
    if (answer.kind !== 'ok') return answer
    try {
      const body: unknown = JSON.parse(answer.value)
      if (typeof body === 'object' && body !== null && !Array.isArray(body))
        return { kind: 'ok', value: 'result' in body ? body.result : undefined }
    } catch (error) {
      return { kind: 'bad', reason: `the answer is no JSON: ${messageOf(error)}` }
    }
    return { kind: 'bad', reason: 'the answer is no JSON object' }
  }

  private async call(
    method: 'PUT' | 'POST' | 'DELETE',
    path: string,
    body: string,
    type: string,
  ): Promise<Answered<string>> {
    try {
      const answer = await this.env.outside.http.send(
        { method, url: this.base + path, headers: { 'content-type': type }, body },
        { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES },
      )
      const text = Buffer.from(answer.body).toString()
      const { status } = answer
      if (status >= 200 && status < 300) return { kind: 'ok', value: text }
      const reason = `OPA answered ${status}: ${text.slice(0, MAX_REASON)}`
      return { kind: status === 429 || status >= 500 ? 'away' : 'bad', reason }
    } catch (error) {
      return { kind: 'away', reason: messageOf(error) }
    }
  }
}
