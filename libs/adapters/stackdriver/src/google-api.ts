/** Calls of Google's interfaces in JSON, with whichever credentials the handler has. */
import { createSign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type AdapterEnv, deliverByHttp, type SendResult } from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import type { StackdriverParams } from './stackdriver-params.ts'

const METADATA_TOKEN =
  'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token'
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'
const LIMITS = { timeoutMs: 5_000, maxBytes: 64 * 1024 }
/** A token is replaced this long before its end. */
const TOKEN_MARGIN_MS = 60_000
const ASSERTION_SECONDS = 3_600

export class GoogleApi {
  private readonly env: AdapterEnv
  private readonly params: StackdriverParams
  private token = ''
  private tokenEndMs = 0

  constructor(env: AdapterEnv, params: StackdriverParams) {
    this.env = env
    this.params = params
  }

  /** @param host of the interface, where no endpoint is configured. */
  async post<T>(
    host: string,
    path: string,
    body: string,
    batch: readonly T[],
  ): Promise<SendResult<T>> {
    const { endpoint, apiKey } = this.params
    const base = endpoint === '' ? `https://${host}` : endpoint.replace(/\/+$/, '')
    const query = apiKey === null ? '' : `?key=${encodeURIComponent(apiKey)}`
    const headers = { 'content-type': 'application/json', ...(await this.authorization()) }
    const request = { method: 'POST' as const, url: `${base}${path}${query}`, headers, body }
    const result = await deliverByHttp(this.env, request, batch)
    // A token may be taken back before its end: the next call gets another.
    if (result.reason.includes('answered 401')) this.tokenEndMs = 0
    return result
  }

  private async authorization(): Promise<Readonly<Record<string, string>>> {
    const { appCredentials, serviceAccountPath } = this.params
    const isOn = appCredentials === true || serviceAccountPath !== null
    if (!isOn) return {}
    if (this.env.clock.wallMs() >= this.tokenEndMs) await this.renew(serviceAccountPath)
    return { authorization: `Bearer ${this.token}` }
  }

  private async renew(path: string | null): Promise<void> {
    const answer =
      path === null
        ? await this.env.outside.http.send(
            {
              method: 'GET',
              url: METADATA_TOKEN,
              headers: { 'metadata-flavor': 'Google' },
              body: '',
            },
            LIMITS,
          )
        : await this.exchange(path)
    const text = Buffer.from(answer.body).toString()
    const parsed = answer.status === 200 ? (JSON.parse(text) as unknown) : null
    const { access_token: token, expires_in: seconds } = (parsed ?? {}) as Readonly<
      Record<string, unknown>
    > // read below
    if (typeof token !== 'string' || typeof seconds !== 'number')
      throw new FlotillaError('FLT_ADAPTER_FAILED', `no access token: answered ${answer.status}`)
    this.token = token
    this.tokenEndMs = this.env.clock.wallMs() + seconds * 1000 - TOKEN_MARGIN_MS
  }

  /** RFC 7523: an assertion signed with the account's key for a token. */
  private async exchange(path: string): ReturnType<AdapterEnv['outside']['http']['send']> {
    const account = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, unknown>> // read below
    const { client_email: issuer, private_key: key, token_uri: audience } = account
    if (typeof issuer !== 'string' || typeof key !== 'string' || typeof audience !== 'string')
      throw new FlotillaError('FLT_ADAPTER_FAILED', `${path} is no key of a service account`)
    const now = Math.floor(this.env.clock.wallMs() / 1000)
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = {
      iss: issuer,
      scope: SCOPE,
      aud: audience,
      iat: now,
      exp: now + ASSERTION_SECONDS,
    }
    const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
    const signature = createSign('RSA-SHA256').update(signed).sign(key, 'base64url')
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: `${signed}.${signature}`,
    }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.env.outside.http.send({ method: 'POST', url: audience, headers, body }, LIMITS)
  }
}
