/**
 * PEM blocks as RFC 7468 §3 writes them strictly. Not node-forge's: its expression takes text between blocks and
 * RFC 1421 headers, and walks back and forth over long hostile input.
 */
import { bad, type Outcome, ok } from './outcome.ts'

export interface PemBlock {
  /** Between BEGIN and the dashes: `CERTIFICATE`. */
  readonly label: string
  readonly der: Buffer
}

const BEGIN = /^-----BEGIN ([A-Z0-9]+(?: [A-Z0-9]+)*)-----$/
const LINE = /^[A-Za-z0-9+/]{1,76}={0,2}$/
const LINE_CHARS = 64
/** Blocks of one text; a bundle of more is refused. Listed in docs/limits.md. */
const MAX_BLOCKS = 64

/** Every block of a text that holds nothing else but blank space. Yields FLT_X509_MALFORMED. */
export function parsePem(text: string, maxBytes: number): Outcome<readonly PemBlock[]> {
  if (text.length > maxBytes)
    return bad('FLT_X509_MALFORMED', `the PEM text is longer than ${maxBytes} bytes`)
  const blocks: PemBlock[] = []
  let label: string | null = null
  let body: string[] = []
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd()
    if (label === null) {
      if (line === '') continue
      const begin = BEGIN.exec(line)
      if (begin === null) return bad('FLT_X509_MALFORMED', 'the PEM text has data outside a block')
      label = begin[1] as string // the group is not optional
      body = []
    } else if (line === `-----END ${label}-----`) {
      const der = decodeBody(body)
      if (der === null) return bad('FLT_X509_MALFORMED', 'a PEM block is not base64')
      if (blocks.length === MAX_BLOCKS)
        return bad('FLT_X509_MALFORMED', `the PEM text has more than ${MAX_BLOCKS} blocks`)
      blocks.push({ label, der })
      label = null
    } else {
      if (!LINE.test(line)) return bad('FLT_X509_MALFORMED', 'a PEM block is not base64')
      body.push(line)
    }
  }
  if (label !== null) return bad('FLT_X509_MALFORMED', 'a PEM block has no end')
  if (blocks.length === 0) return bad('FLT_X509_MALFORMED', 'the text has no PEM block')
  return ok(blocks)
}

/** One block, with a newline at its end. */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64')
  let text = `-----BEGIN ${label}-----\n`
  for (let at = 0; at < base64.length; at += LINE_CHARS)
    text += `${base64.slice(at, at + LINE_CHARS)}\n`
  return `${text}-----END ${label}-----\n`
}

function decodeBody(lines: readonly string[]): Buffer | null {
  const base64 = lines.join('')
  if (base64.length === 0 || base64.length % 4 !== 0) return null
  const der = Buffer.from(base64, 'base64')
  // Buffer skips what it does not know and forgives set padding bits: only canonical text comes back the same.
  return der.toString('base64') === base64 ? der : null
}
