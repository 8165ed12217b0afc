/** HTTP for adapters: bounded in time and in size. */
import type { HttpClient } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'

export const httpClient: HttpClient = {
  async get(url, { timeoutMs, maxBytes }) {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    const { status, body } = response
    if (status !== 200) {
      await body?.cancel()
      throw new FlotillaError('FLT_ADAPTER_FAILED', `${url} answered ${status}`)
    }
    return bodyOf(body, url, maxBytes)
  },

  async send({ method, url, headers, body }, { timeoutMs, maxBytes }) {
    try {
      const response = await fetch(url, {
        method,
        headers,
        ...(body.length === 0 ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      return {
        status: response.status,
        headers: new Map(response.headers),
        body: await bodyOf(response.body, url, maxBytes),
      }
    } catch (error) {
      throw new FlotillaError(
        'FLT_ADAPTER_FAILED',
        `no answer of ${hostOf(url)}: ${reasonOf(error)}`,
        {
          cause: error,
          retryable: true,
        },
      )
    }
  },
}

async function bodyOf(
  body: AsyncIterable<Uint8Array> | null,
  url: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes)
      throw new FlotillaError('FLT_ADAPTER_FAILED', `${url} sent more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** fetch tells only `fetch failed`; why stands in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return messageOf(cause instanceof Error ? cause : error)
}

/** A query may hold a key of an interface. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'a URL that cannot be read'
}
