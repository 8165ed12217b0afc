/** The differences from Envoy that are meant, each with the rule that asks for it. */
import type { Difference } from './compare.ts'
import { KNOWN_FRAME_DIFFERENCES } from './frames/known-differences.ts'
import type { Exchange, Observation } from './model.ts'

export interface KnownDifference {
  readonly name: string
  /** Envoy's documentation or the RFC. */
  readonly citation: string
  readonly covers: (exchange: Exchange, difference: Difference, ours: Observation) => boolean
}

/** Refusals of malformed messages: everything that follows from the refusal is covered with it. */
function refusal(
  name: string,
  citation: string,
  isMalformed: (bytes: string) => boolean,
): KnownDifference {
  return {
    name,
    citation,
    covers: (exchange, _difference, ours) =>
      isMalformed(sentBy(exchange)) && /^(400|413|501)$/.test(ours.responses.at(-1)?.start ?? ''),
  }
}

/** Refusals of malformed answers, which the log tells of. */
function answerRefusal(
  name: string,
  citation: string,
  isMalformed: (bytes: string) => boolean,
): KnownDifference {
  return {
    name,
    citation,
    covers: (exchange, _difference, ours) =>
      isMalformed(answeredBy(exchange)) &&
      ours.logs.some((line) => line.some(([key, value]) => key === 'flags' && value === 'UPE')),
  }
}

function sentBy(exchange: Exchange): string {
  return exchange.acts.map((act) => (act.kind === 'send' ? act.bytes : '')).join('')
}

function headOf(bytes: string): string {
  const end = /\r?\n\r?\n/.exec(bytes)
  return end === null ? bytes : bytes.slice(0, end.index)
}

function answeredBy(exchange: Exchange): string {
  const [first = []] = exchange.script?.attempts ?? []
  return first.map((act) => (act.kind === 'send' ? act.bytes : '')).join('')
}

/** A time of four digits beside one of one. */
const MAX_TIME_DIGITS = 3
const CHUNKED = /transfer-encoding\s*:\s*chunked/i
const UPSTREAM_OR_BYTES = /^(upstream|log\.(received|method|path|cluster|host|route))/

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  ...KNOWN_FRAME_DIFFERENCES,
  refusal(
    'a CR without LF is refused',
    'RFC 9112 §2.2: a recipient of a bare CR must treat the element as invalid',
    (bytes) => /\r(?!\n)/.test(bytes),
  ),
  refusal(
    'folded fields that decide framing are refused',
    'RFC 9112 §5.2: a server must refuse the message or replace each fold; a folded length or coding is not guessed at',
    (bytes) =>
      /(^|\n)(content-length|transfer-encoding|connection|host|upgrade|expect)[ \t]*:[^\n]*\n[ \t]/i.test(
        bytes,
      ),
  ),
  refusal(
    'several, invalid or missing Host values are refused',
    'RFC 9112 §3.2: 400 for more than one Host line, an invalid value, or none, whatever the target',
    (bytes) => {
      const hosts = [...headOf(bytes).matchAll(/(?:^|\n)host[ \t]*:([^\r\n]*)/gi)]
      const [host] = hosts
      return hosts.length !== 1 || !/^[ \t]*[\w.~!$&'()*+,;=%:[\]-]*[ \t]*$/.test(host?.[1] ?? '')
    },
  ),
  refusal(
    'Transfer-Encoding of HTTP/1.0 is refused',
    'RFC 9112 §6.1: such a message has faulty framing',
    (bytes) => CHUNKED.test(bytes) && !/ HTTP\/1\.1\r?\n/.test(bytes),
  ),
  refusal(
    'chunks that break the grammar are refused',
    'RFC 9112 §7.1: chunk-data is followed by CRLF; §7.1.1: extensions are tokens or quoted strings, and a server limits them',
    (bytes) => CHUNKED.test(bytes),
  ),
  refusal(
    'lengths beyond what can be counted are refused',
    'RFC 9110 §8.6: a recipient must anticipate large numerals and prevent overflow',
    (bytes) => /content-length:\s*\d{16,}/i.test(bytes),
  ),
  answerRefusal(
    'a CR without LF in an answer is refused',
    'RFC 9112 §2.2: a recipient of a bare CR must treat the element as invalid',
    (bytes) => /\r(?!\n)/.test(bytes),
  ),
  answerRefusal(
    'folded fields that decide the framing of an answer are refused',
    'RFC 9112 §5.2, §6.3: a folded length or coding is not guessed at',
    (bytes) =>
      /(^|\n)(content-length|transfer-encoding|connection|upgrade)[ \t]*:[^\n]*\n[ \t]/i.test(
        bytes,
      ),
  ),
  answerRefusal(
    'chunks of an answer that break the grammar are refused',
    'RFC 9112 §7.1: chunk-data is followed by CRLF; §8: an incomplete response is told as one',
    (bytes) => CHUNKED.test(bytes),
  ),
  answerRefusal(
    'Transfer-Encoding in an answer of another version is refused',
    'RFC 9112 §6.1: such a message has faulty framing',
    (bytes) => CHUNKED.test(bytes) && !/^HTTP\/1\.1[ \t]/.test(bytes),
  ),
  {
    name: 'how much of a malformed body went on',
    citation:
      'RFC 9112 §8: an incomplete message; both refuse it with 400 or 431, at their own moment',
    covers: (exchange, { field }, ours) =>
      CHUNKED.test(sentBy(exchange)) &&
      ours.logs.some((line) => line.some(([key, value]) => key === 'flags' && value === 'DPE')) &&
      UPSTREAM_OR_BYTES.test(field),
  },
  {
    name: 'in which words a codec refuses',
    citation:
      'Envoy, configuration/http/http_conn_man/response_code_details: one text for each message; of several faults in one head either is told',
    covers: (_exchange, { field, envoy, ours }) =>
      field === 'log.details' &&
      /^(http[12]\.|codec_error)/.test(envoy) &&
      /^(http[12]\.|codec_error)/.test(ours),
  },
  {
    name: 'a client that half-closes gets its response',
    citation: 'RFC 9293 §3.6: the side that closed may continue to receive',
    covers: (exchange) =>
      exchange.acts.at(-1)?.kind === 'fin' && exchange.name === 'half-close after the request',
  },
  {
    name: 'status codes that are none are a protocol error',
    citation: 'RFC 9112 §4: status-code = 3DIGIT; RFC 9110 §15: 100 to 599',
    covers: (exchange) =>
      /(^|\n)HTTP\/\d\.\d[ \t]+(?![1-9]\d\d[ \t\r\n])/.test(answeredBy(exchange)),
  },
  {
    name: 'a 101 that nobody asked for is a protocol error',
    citation: 'RFC 9110 §7.8: a server must not switch to a protocol that the client did not offer',
    covers: (exchange) =>
      /(^|\n)HTTP\/\d\.\d[ \t]+101 /.test(answeredBy(exchange)) &&
      !/upgrade:/i.test(sentBy(exchange)),
  },
  {
    name: 'half-closes travel through an upgraded connection',
    citation: 'RFC 9293 §3.6: the side that closed may continue to receive; Envoy ends both',
    covers: (exchange, { field }) =>
      (answeredBy(exchange).startsWith('HTTP/1.1 101 ') ||
        sentBy(exchange).startsWith('CONNECT ')) &&
      /^(fate|response\.body|log\.(lines|flags|details))$/.test(field),
  },
  {
    name: 'the handshake of WebSocket is complete on both sides',
    citation: 'RFC 6455 §4.1, §4.2.2: Sec-WebSocket-Key and Sec-WebSocket-Accept are required',
    covers: (exchange, { field }) =>
      /upgrade:\s*websocket/i.test(sentBy(exchange)) && / sec-websocket-(key|accept)$/i.test(field),
  },
  {
    name: 'Connection and Upgrade are written by the sender of each hop',
    citation: 'RFC 9110 §7.6.1, §5.3: hop-by-hop, and the order of different fields means nothing',
    covers: (exchange, { field }) =>
      /upgrade:/i.test(sentBy(exchange)) &&
      /^(upstream\.order|(upstream|response)\.header (connection|upgrade))$/i.test(field),
  },
  {
    name: 'a draw is a draw',
    citation:
      'Envoy, config.route.v3.WeightedCluster.header_name: without a number in the header a random value chooses',
    covers: (exchange, { field }) => {
      const sent = sentBy(exchange)
      return (
        /^[A-Z]+ \/drawn/.test(sent) &&
        !/\nx-draw:[ \t]*[0-9]+[ \t]*\r/i.test(sent) &&
        /^(response\.header x-origin|upstream\.requests|log\.(cluster|host))$/.test(field)
      )
    },
  },
  {
    name: 'an accepted CONNECT has no length',
    citation: 'RFC 9110 §8.6: no Content-Length in a 2xx response to a CONNECT request',
    covers: (exchange, { field, ours }) =>
      sentBy(exchange).startsWith('CONNECT ') &&
      field === 'response.header content-length' &&
      ours === '(absent)',
  },
  {
    name: 'any 2xx accepts a CONNECT',
    citation: 'RFC 9110 §9.3.6: any 2xx (Successful) response indicates a tunnel; Envoy takes 200',
    covers: (exchange) =>
      sentBy(exchange).startsWith('CONNECT ') &&
      /(^|\n)HTTP\/\d\.\d[ \t]+2(?!00)\d\d/.test(answeredBy(exchange)),
  },
  {
    name: 'a Host field that differs from the authority is refused',
    citation: 'RFC 9113 §8.3.1: a server should treat such a request as malformed',
    covers: ({ http2 }) => {
      const values = (wanted: string): readonly string[] =>
        (http2?.headers ?? []).filter(([name]) => name === wanted).map(([, value]) => value)
      const [authority] = values(':authority')
      return authority !== undefined && values('host').some((value) => value !== authority)
    },
  },
  {
    name: 'a connection that does not begin as HTTP/2 is told so',
    citation: 'RFC 9113 §3.4: an invalid preface is a PROTOCOL_ERROR; a GOAWAY may be omitted',
    covers: (_exchange, { field, envoy, ours }) =>
      field === 'rest' && envoy === '' && ours.endsWith('bad preface'),
  },
  {
    name: 'sizes that hold the digits of a time',
    citation:
      'Envoy, configuration/http/http_filters/router_filter, x-envoy-upstream-service-time: milliseconds, as long as their digits',
    covers: (_exchange, { field, envoy, ours }, { responses }) =>
      /^log\.(\d+:(RESPONSE_HEADERS_BYTES|DOWNSTREAM_(WIRE|HEADER)_BYTES_SENT)|o(58|62|64))$/.test(
        field,
      ) &&
      Math.abs(Number(envoy) - Number(ours)) <= MAX_TIME_DIGITS &&
      responses.some(({ fields }) =>
        fields.some(([name]) => name.toLowerCase() === 'x-envoy-upstream-service-time'),
      ),
  },
  {
    name: 'what a reset that follows at once leaves of a request',
    citation: 'RFC 9293 §3.10.7.4: on a RST all segment queues are flushed, read or not',
    covers: ({ acts }, { field }, { responses }) =>
      acts.at(-1)?.kind === 'reset' &&
      acts.at(-2)?.kind !== 'wait' &&
      responses.length === 0 &&
      /^(log|upstream)\./.test(field),
  },
  {
    name: 'in which case an upgrade is named',
    citation: 'RFC 9110 §7.8: recipients should compare protocol names case-insensitively',
    covers: (_exchange, { field, envoy, ours }) =>
      field === 'upstream.header :protocol' && envoy.toLowerCase() === ours,
  },
  {
    name: 'headers that an answer nominates in Connection stay behind',
    citation: 'RFC 9110 §7.6.1: an intermediary removes every field that Connection names',
    covers: (exchange, { field, ours }) =>
      /\nconnection:.*x-hop/i.test(answeredBy(exchange)) &&
      field === 'response.header x-hop' &&
      ours === '(absent)',
  },
  {
    name: 'each server has settings of its own',
    citation: 'RFC 9113 §6.5: SETTINGS tell the characteristics of their sender',
    covers: (exchange, { field, envoy, ours }) =>
      field === 'rest' &&
      sentBy(exchange).startsWith('PRI * HTTP/2.0') &&
      [envoy, ours].every((text) => text.startsWith('\0\0') && text.charCodeAt(3) === 4),
  },
  {
    name: 'TLS alerts carry the version that TLS 1.3 asks for',
    citation: 'RFC 8446 §5.1: legacy_record_version is 0x0303 in all but the first ClientHello',
    covers: (_exchange, { field, envoy, ours }) =>
      field === 'rest' &&
      envoy.startsWith('\u0015\u0003') &&
      (ours === '' || ours.startsWith('\u0015\u0003\u0003')),
  },
  {
    name: 'an answer without content has none',
    citation:
      'RFC 9112 §6.3: a 204 or 304 ends at the empty line; RFC 9110 §8.6: no Content-Length in a 204',
    covers: (exchange, { field }, ours) =>
      /^drawn: /.test(exchange.name) &&
      /^(204|304)$/.test(ours.responses.at(-1)?.start ?? '') &&
      /^(rest|fate|log\.sent|response\.header content-(length|type))$/.test(field),
  },
  {
    name: 'texts of TLS failures',
    citation:
      'Envoy, configuration/observability/access_log/usage, %UPSTREAM_TRANSPORT_FAILURE_REASON%: the format depends on the transport socket',
    covers: (_exchange, { field, envoy, ours }) =>
      (field === 'log.transport' || field === 'log.details') &&
      envoy.includes('TLS_error') &&
      ours.includes('TLS_error'),
  },
]

export function knownDifference(
  exchange: Exchange,
  difference: Difference,
  ours: Observation,
): KnownDifference | null {
  return KNOWN_DIFFERENCES.find((one) => one.covers(exchange, difference, ours)) ?? null
}
