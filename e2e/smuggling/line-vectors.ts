/** Line ends, folding and the shape of fields. */
import { CHUNKED, each, get, post, SMUGGLED, type Vector } from './vector.ts'

// -- lines --------------------------------------------------------------------------------

export const LINES: readonly Vector[] = [
  { name: 'LF everywhere', bytes: 'GET /v?@ID@ HTTP/1.1\nHost: a.test\nX-T: @ID@\n\n' },
  {
    name: 'LF after the request line',
    bytes: 'GET /v?@ID@ HTTP/1.1\nHost: a.test\r\nX-T: @ID@\r\n\r\n',
  },
  { name: 'LF after a field', bytes: 'GET /v?@ID@ HTTP/1.1\r\nHost: a.test\nX-T: @ID@\r\n\r\n' },
  { name: 'LF at the end', bytes: 'GET /v?@ID@ HTTP/1.1\r\nHost: a.test\r\nX-T: @ID@\r\n\n' },
  {
    name: 'LF LF inside',
    bytes: `POST /v?@ID@ HTTP/1.1\r\nHost: a.test\r\nX-T: @ID@\n\n${SMUGGLED}`,
  },
  {
    name: 'CR CR LF after a field',
    bytes: 'GET /v?@ID@ HTTP/1.1\r\nHost: a.test\r\r\nX-T: @ID@\r\n\r\n',
  },
  {
    name: 'CR CR LF at the end',
    bytes: 'GET /v?@ID@ HTTP/1.1\r\nHost: a.test\r\nX-T: @ID@\r\n\r\r\n',
  },
  { name: 'CR alone everywhere', bytes: 'GET /v?@ID@ HTTP/1.1\rHost: a.test\rX-T: @ID@\r\r' },
  { name: 'LF CR', bytes: 'GET /v?@ID@ HTTP/1.1\n\rHost: a.test\n\rX-T: @ID@\n\r\n\r' },
  {
    name: 'empty lines before',
    bytes: '\r\n\r\nGET /v?@ID@ HTTP/1.1\r\nHost: a.test\r\nX-T: @ID@\r\n\r\n',
  },
  { name: 'LF before', bytes: '\nGET /v?@ID@ HTTP/1.1\r\nHost: a.test\r\nX-T: @ID@\r\n\r\n' },
  {
    name: 'many empty lines before',
    bytes: `${'\r\n'.repeat(50)}GET /v?@ID@ HTTP/1.1\r\nHost: a.test\r\nX-T: @ID@\r\n\r\n`,
  },
  { name: 'space before', bytes: ' GET /v?@ID@ HTTP/1.1\r\nHost: a.test\r\nX-T: @ID@\r\n\r\n' },
  ...each('CR in a value', ['a\rb', 'a\r', '\ra', 'a\r b', '\r'], (value) =>
    get({ lines: [`X-A: ${value}`] }),
  ),
  ...each(
    'CR and a field',
    ['X-A: a\rContent-Length: 5', 'X-A: a\rTransfer-Encoding: chunked', 'X-A: a\rHost: evil'],
    (line) => post({ lines: [line], body: SMUGGLED }),
  ),
  ...each(
    'LF and a field',
    ['X-A: a\nContent-Length: 5', 'X-A: a\nTransfer-Encoding: chunked', 'X-A: a\nHost: evil'],
    (line) => post({ lines: [line], body: 'hello' }),
  ),
  ...each(
    'folded',
    [
      'X-A: a\r\n b',
      'X-A: a\r\n\tb',
      'X-A:\r\n b',
      'X-A: a\r\n \r\n b',
      'X-A: a\r\n b\r\n c',
      'X-A: a\n b',
      'X-A: a\r\n Content-Length: 5',
      'X-A: a\r\n :',
      'X-A: a\r\n ',
    ],
    (line) => get({ lines: [line] }),
  ),
  ...each(
    'folded framing',
    [
      'Content-Length: 5\r\n ',
      'Content-Length:\r\n 5',
      'Content-Length: 5\r\n 5',
      'Transfer-Encoding:\r\n chunked',
      'Transfer-Encoding: chunked\r\n , gzip',
      'Transfer-Encoding: chunked\r\n ',
      'Connection: close\r\n , x',
      'Connection:\r\n close',
    ],
    (line) => post({ lines: [line], body: CHUNKED }),
  ),
  {
    name: 'folded first field',
    bytes: 'GET /v?@ID@ HTTP/1.1\r\n Host: a.test\r\nX-T: @ID@\r\n\r\n',
  },
  {
    name: 'folded request line',
    bytes: 'GET /v?@ID@\r\n HTTP/1.1\r\nHost: a.test\r\nX-T: @ID@\r\n\r\n',
  },
  { name: 'folded host', bytes: get({ host: 'Host:\r\n a.test' }) },
  { name: 'host folded on', bytes: get({ host: 'Host: a.test\r\n evil' }) },
  ...each(
    'field',
    [
      'X-A',
      'X-A :y',
      'X-A\t: y',
      ': y',
      ' : y',
      'X-A:',
      'X-A: ',
      'X A: y',
      'X(A): y',
      'X-A/: y',
      'X@A: y',
      '[X]: y',
      'X-A\u0000: y',
      'X\u007fA: y',
      'X\u00e9: y',
      '"X": y',
      'X-A: y : z',
      'X-A=y',
    ],
    (line) => get({ lines: [line] }),
  ),
]
