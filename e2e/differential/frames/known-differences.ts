/** What differs from Envoy in malformed HTTP/2, each with the rule that asks for it (docs/adr/0010). */
import type { KnownDifference } from '../known-differences.ts'
import type { Observation } from '../model.ts'

const GOAWAY = /(^|, )goaway [1-9]\d*/

function isRefused(ours: Observation): boolean {
  return GOAWAY.test(ours.rest) || /reset \d+: /.test(ours.rest) || ours.logs.some(isProtocolError)
}

function isProtocolError(line: Observation['logs'][number]): boolean {
  return line.some(([key, value]) => key === 'flags' && /DPE|UPE/.test(value))
}

/** Everything that follows from a refusal is covered with it. */
function refusal(name: string, citation: string, sent: RegExp): KnownDifference {
  return {
    name,
    citation,
    covers: (exchange, _difference, ours) =>
      exchange.name.startsWith('frames') && sent.test(exchange.name) && isRefused(ours),
  }
}

export const KNOWN_FRAME_DIFFERENCES: readonly KnownDifference[] = [
  {
    name: 'a PING goes between the two GOAWAY frames',
    citation: 'RFC 9113 §6.8: a server should wait at least one round trip between them',
    covers: ({ isFrames }, { field, envoy, ours }) =>
      isFrames &&
      field === 'rest' &&
      ours.replace('ping 0, ', '').replace(/(, )?ping 0$/, '') === envoy,
  },
  {
    name: 'nothing is served after the answer that closes',
    citation:
      'RFC 9112 §9.6: a server that sends close must not process any further request on the connection',
    covers: ({ name }, { field }, ours) =>
      name === 'two at once' &&
      /close/.test(ours.responses[0]?.fields.find(([key]) => key === 'connection')?.[1] ?? '') &&
      /^(responses|upstream\.requests|log\.lines)$/.test(field),
  },
  {
    name: 'a connection error is told before the connection closes',
    citation: 'RFC 9113 §5.4.1: an endpoint should first send a GOAWAY frame',
    covers: ({ isFrames }, { field, ours }, { fate }) =>
      isFrames && field === 'rest' && fate !== 'open' && GOAWAY.test(ours),
  },
  {
    name: 'how far what came in the same moment as a connection error got',
    citation:
      'RFC 9113 §5.4.1: the connection ends; what had been answered or sent on by then is not said',
    covers: ({ isFrames }, { field }, { rest }) =>
      isFrames &&
      GOAWAY.test(rest) &&
      /^(responses|response\.|upstream\.|log\.(received|cluster|host|code|sent|route|flags|details))/.test(
        field,
      ),
  },
  refusal(
    'a stream window that overflows resets its stream',
    'RFC 9113 §6.9.1: for streams an endpoint sends RST_STREAM with FLOW_CONTROL_ERROR',
    /window overflow of a stream/,
  ),
  refusal(
    'a PRIORITY frame of no stream is a connection error',
    'RFC 9113 §6.3: of stream 0 it is a PROTOCOL_ERROR',
    /priority of stream 0/,
  ),
  refusal(
    'content that differs from its length is refused at once',
    'RFC 9113 §8.1.1: a malformed message; Envoy sees it at its end, or not before a reset',
    /"content-length: \d"/,
  ),
  refusal(
    'a PRIORITY frame on itself resets its stream',
    'RFC 7540 §5.3.1: a stream cannot depend on itself; a stream error of type PROTOCOL_ERROR',
    /priority on itself/,
  ),
  refusal(
    'values that begin or end with white space are refused',
    'RFC 9113 §8.2.1: a field value must not start or end with an ASCII whitespace character',
    /"x-a: ( v|\\tv|v )"/,
  ),
  refusal(
    'bytes above 0x7f in a path are refused',
    'RFC 3986 §2, §3.3: a path is made of ASCII characters',
    /\/a\u00e9/,
  ),
  refusal(
    'a Host field that differs from the authority is refused',
    'RFC 9113 §8.3.1: a server should treat such a request as malformed',
    /"host: /,
  ),
  refusal(
    'settings out of their range are connection errors',
    'RFC 9113 §6.5.2: ENABLE_PUSH other than 0 or 1 is a PROTOCOL_ERROR; a server sends 0 or nothing',
    /settings push 2/,
  ),
  {
    name: 'a window update of zero resets its stream alone',
    citation: 'RFC 9113 §6.9: an increment of 0 is a stream error',
    covers: ({ name }) => /window of zero of a stream/.test(name),
  },
  {
    name: 'how an origin that broke the protocol is left',
    citation: 'RFC 9113 §5.4: by a reset of the stream or an end of the connection',
    covers: ({ name }, { field }, ours) =>
      name.startsWith('frames answer') &&
      field === 'upstream.end' &&
      ours.logs.some(isProtocolError),
  },
]
