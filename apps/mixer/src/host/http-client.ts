/** GET for adapters: bounded in time and in size. */
import type { HttpClient } from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'

export const httpClient: HttpClient = {
  async get(url, { timeoutMs, maxBytes }) {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    const { status, body } = response
    if (status !== 200) {
      await body?.cancel()
      throw new FlotillaError('FLT_ADAPTER_FAILED', `${url} answered ${status}`)
    }
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of body ?? []) {
      size += chunk.byteLength
      if (size > maxBytes)
        throw new FlotillaError('FLT_ADAPTER_FAILED', `${url} sent more than ${maxBytes} bytes`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  },
}
