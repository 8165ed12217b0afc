/** Message heads, chunk framing and trailers as Latin-1 text, one character per byte on the wire. */
import { TOKEN_LOWER, VALUE_BYTE } from './byte-class.ts'
import { internalized, KNOWN_NAMES } from './field-name.ts'
import { linesInCase, type NameCase } from './name-case.ts'

export const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'
/** The last chunk without trailers. */
export const LAST_CHUNK = '0\r\n\r\n'

const REASONS: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  102: 'Processing',
  103: 'Early Hints',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  203: 'Non-Authoritative Information',
  204: 'No Content',
  205: 'Reset Content',
  206: 'Partial Content',
  207: 'Multi-Status',
  208: 'Already Reported',
  226: 'IM Used',
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  305: 'Use Proxy',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  417: 'Expectation Failed',
  421: 'Misdirected Request',
  422: 'Unprocessable Entity',
  423: 'Locked',
  424: 'Failed Dependency',
  425: 'Too Early',
  426: 'Upgrade Required',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
  506: 'Variant Also Negotiates',
  507: 'Insufficient Storage',
  508: 'Loop Detected',
  510: 'Not Extended',
  511: 'Network Authentication Required',
}

const statusLines: string[] = []

/** The registered reason phrase, or `Unknown`. */
export function reasonPhrase(status: number): string {
  return REASONS[status] ?? 'Unknown'
}

/** `HTTP/1.1 200 OK\r\n`; the texts are built once and kept. Status is 100..999. */
export function statusLine(status: number): string {
  const known = statusLines[status]
  if (known !== undefined) return known
  const line = `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n`
  statusLines[status] = line
  return line
}

/** `GET /path HTTP/1.1\r\n`. Method and target must be valid; nothing is escaped. */
export function requestLine(method: string, target: string): string {
  return `${method} ${target} HTTP/1.1\r\n`
}

/** Field lines of a flat list, without the empty line that ends a head. Names and values must be valid; nothing is escaped. */
export function fieldLines(headers: readonly string[]): string {
  if (headers.length === 0) return ''
  let text = `${headers[0]}: ${headers[1]}`
  for (let i = 2; i < headers.length; i += 2)
    text += lineStart(headers[i] as string) + (headers[i + 1] as string) // lists are even
  return `${text}\r\n`
}

const STARTS = 1024
const startNames: string[] = new Array(STARTS).fill('')
const starts: string[] = new Array(STARTS).fill('')

/** A known name between the line before it and its value, built once: a head is put together from half as many pieces. */
function lineStart(name: string): string {
  const slot = startSlot(name)
  return startNames[slot] === name ? (starts[slot] as string) : `\r\n${name}: ` // masked index
}

function startSlot(name: string): number {
  const first = name.charCodeAt(0)
  const last = name.charCodeAt(name.length - 1)
  return (Math.imul(name.length, 37) + Math.imul(first, 5) + Math.imul(last, 131)) & (STARTS - 1)
}

for (const name of KNOWN_NAMES) {
  startNames[startSlot(name)] = name
  starts[startSlot(name)] = internalized(`\r\n${name}: `)
}

/** What goes before a chunk's data; CRLF goes after it. `bytes` > 0, since an empty chunk would end the body. */
export function chunkHead(bytes: number): string {
  return `${bytes.toString(16)}\r\n`
}

/** The last chunk with trailers. */
export function lastChunk(trailers: readonly string[] | null, nameCase: NameCase | null): string {
  if (trailers === null) return LAST_CHUNK
  const lines = fieldLines(trailers)
  return `0\r\n${nameCase === null ? lines : linesInCase(lines, nameCase)}\r\n`
}

/** Whether the text is a field name (RFC 9110 §5.1), in any case. */
export function isFieldName(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f || TOKEN_LOWER[code] === 0) return false
  }
  return text !== ''
}

/** Whether every character is a byte that may stand in a field value. */
export function isFieldValue(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0xff || VALUE_BYTE[code] === 0) return false
  }
  return true
}

/**
 * Text from configuration as a field value: its UTF-8 bytes as characters, trimmed; null where it holds a control
 * character. Without this a character beyond U+00FF would be cut to its low byte on the wire, which may be CR or LF.
 */
export function fieldValueFromText(text: string): string | null {
  const bytes = Buffer.from(text, 'utf8').toString('latin1').trim()
  return isFieldValue(bytes) ? bytes : null
}
