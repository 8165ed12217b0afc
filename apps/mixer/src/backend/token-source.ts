/** The token that calls to an adapter carry: from a file, read once, or from an OAuth server by client credentials, kept until it expires. */
import { readFileSync } from 'node:fs'
import type { BackendToken } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'

/** A token is renewed this long before it expires. */
const EARLY_MS = 60_000
/** Where the server does not say how long a token lives. */
const DEFAULT_LIFE_MS = 300_000
const FETCH_TIMEOUT_MS = 5_000
const MAX_ANSWER_BYTES = 64 * 1024

export class TokenSource {
  readonly header: string
  private readonly token: BackendToken
  private kept: { readonly text: string; readonly untilMs: number } | null = null
  private fetching: Promise<string> | null = null

  /** Reads the files. Throws FLT_ADAPTER_CONFIG where one cannot be read or is empty. */
  constructor(token: BackendToken) {
    this.token = token
    this.header = token.header
    const { source } = token
    if (source.kind === 'file')
      this.kept = { text: read(source.path), untilMs: Number.POSITIVE_INFINITY }
    else read(source.clientSecret)
  }

  /** Value of the header. Rejects where the server gives no token. */
  async value(): Promise<string> {
    const { kept } = this
    if (kept !== null && Date.now() < kept.untilMs) return this.token.prefix + kept.text
    this.fetching ??= this.fetchToken().finally(() => {
      this.fetching = null
    })
    return this.token.prefix + (await this.fetching)
  }

  private async fetchToken(): Promise<string> {
    const { source } = this.token
    if (source.kind === 'file') return this.kept?.text ?? ''
    const secret = read(source.clientSecret)
    const form = new URLSearchParams({ grant_type: 'client_credentials' })
    if (source.scopes.length > 0) form.set('scope', source.scopes.join(' '))
    // RFC 6749 §2.3.1: both are form-encoded before they are joined.
    const pair = `${encodeURIComponent(source.clientId)}:${encodeURIComponent(secret)}`
    try {
      const answer = await fetch(source.tokenUrl, {
        method: 'POST',
        body: form,
        redirect: 'error',
        headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
        signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
      })
      const text = await answer.text()
      if (!answer.ok || text.length > MAX_ANSWER_BYTES) throw new Error(`status ${answer.status}`)
      const { token, lifeMs } = parseAnswer(text)
      this.kept = { text: token, untilMs: Date.now() + Math.max(0, lifeMs - EARLY_MS) }
      return token
    } catch (cause) {
      throw new FlotillaError(
        'FLT_ADAPTER_FAILED',
        `no token from ${source.tokenUrl}: ${messageOf(cause)}`,
        { cause, retryable: true },
      )
    }
  }
}

function parseAnswer(text: string): { token: string; lifeMs: number } {
  const parsed: unknown = JSON.parse(text)
  const fields = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as {
    readonly access_token?: unknown
    readonly expires_in?: unknown
  }
  if (typeof fields.access_token !== 'string' || fields.access_token === '')
    throw new Error('the answer has no access_token')
  const life = Number(fields.expires_in)
  return {
    token: fields.access_token,
    lifeMs: Number.isFinite(life) && life > 0 ? life * 1000 : DEFAULT_LIFE_MS,
  }
}

function read(path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new FlotillaError('FLT_ADAPTER_CONFIG', `cannot read ${path}: ${messageOf(cause)}`, {
      cause,
    })
  }
  // A line end in it would end the header.
  if (text === '' || /[^\x20-\x7e]/.test(text))
    throw new FlotillaError('FLT_ADAPTER_CONFIG', `${path} does not hold a token`)
  return text
}
