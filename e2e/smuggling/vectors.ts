/** Requests that parsers are known to read in different ways: framing in every shape, line ends, folding, hosts, targets, odd bytes. */

export interface Vector {
  readonly name: string
  /** Latin-1 bytes. `@ID@` stands for the id that the recorder finds the vector by. */
  readonly bytes: string
}

/** What an attacker hopes that one of the two reads as a request of its own. */
const SMUGGLED = 'GET /smuggled?@ID@ HTTP/1.1\r\nHost: s.test\r\nX-T: smuggled\r\n\r\n'

interface Parts {
  readonly line?: string
  readonly host?: string
  readonly lines?: readonly string[]
  readonly body?: string
}

function post({ line, host, lines = [], body = '' }: Parts): string {
  const head = [line ?? 'POST /v?@ID@ HTTP/1.1', host ?? 'Host: a.test', 'X-T: @ID@', ...lines]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

function get({ line, ...rest }: Parts): string {
  return post({ line: line ?? 'GET /v?@ID@ HTTP/1.1', ...rest })
}

/** Control bytes shown, long texts cut. */
function label(text: string): string {
  const shown = JSON.stringify(text).slice(1, -1)
  return shown.length > 70 ? `${shown.slice(0, 70)}…(${text.length})` : shown
}

function each<T extends string>(
  area: string,
  values: readonly T[],
  bytes: (value: T) => string,
): readonly Vector[] {
  return values.map((value) => ({ name: `${area}: ${label(value)}`, bytes: bytes(value) }))
}

// -- lengths ------------------------------------------------------------------------------

const LENGTHS = [
  '5',
  '+5',
  '-5',
  '05',
  '005',
  '5 ',
  ' 5',
  '\t5',
  '5\t',
  '5,5',
  '5, 5',
  '5,6',
  '6,5',
  '5;',
  '5;q=1',
  '0x5',
  '5.0',
  '5e0',
  '',
  ' ',
  'abc',
  '5abc',
  'a5',
  '"5"',
  "'5'",
  '5\u0000',
  '\u00005',
  '5\u000b',
  '\u000b5',
  '5\u00a0',
  '\u00b2',
  '18446744073709551621',
  '99999999999999999999',
  '9223372036854775808',
  '4294967301',
  '-0',
  '+0',
  '0',
  '00',
  '5 5',
  '5\r\nContent-Length: 5',
  '5\r\nContent-Length: 6',
  '6\r\nContent-Length: 5',
  '0\r\nContent-Length: 5',
  '5\r\ncontent-length: 0',
  '5\r\nContent-Length:',
  '5\r\nContent-Length: x',
  '\r\n 5',
  '5\r\n 0',
  '5\n',
  '5\r',
]

// -- codings ------------------------------------------------------------------------------

const CODINGS = [
  'chunked',
  'Chunked',
  'CHUNKED',
  ' chunked',
  'chunked ',
  '\tchunked',
  'chunked\t',
  '\u000bchunked',
  'chunked\u000b',
  '\u000cchunked',
  '"chunked"',
  "'chunked'",
  'chunked,',
  ',chunked',
  'chunked,chunked',
  'chunked, chunked',
  'chunked, identity',
  'identity',
  'identity, chunked',
  'gzip, chunked',
  'chunked, gzip',
  'gzip',
  'deflate, chunked',
  'x',
  'xchunked',
  'chunkedx',
  'x-chunked',
  'chunk',
  'chunked;q=1',
  'chunked;',
  'chunked\u0000',
  '\u0000chunked',
  'chu nked',
  '\r\n chunked',
  'chunked\r\n foo',
  'x\r\n chunked',
  '',
  'trailers',
  'chunked foo',
  'chunked\r\nTransfer-Encoding: identity',
  'identity\r\nTransfer-Encoding: chunked',
  'chunked\r\nTransfer-Encoding: chunked',
  'x\r\nTransfer-Encoding: chunked',
  'chunked\r\nTransfer-Encoding: x',
  '\u00a0chunked',
  'chunked\u00a0',
  'cHuNkEd',
  'chunked\n',
  '\nchunked',
  'chunked\r',
]

const NAMES = [
  'Transfer-Encoding ',
  'Transfer-Encoding\t',
  ' Transfer-Encoding',
  '\tTransfer-Encoding',
  'Transfer_Encoding',
  'Transfer Encoding',
  'Transfer-Encoding\u0000',
  '\u0000Transfer-Encoding',
  'Transfer-Encoding\u000b',
  'Transfer\u0000-Encoding',
  'X: y\nTransfer-Encoding',
  'X: y\rTransfer-Encoding',
  'X: y\r\n Transfer-Encoding',
  'TRANSFER-ENCODING',
  'transfer-encoding',
  'Transfer-Encoding:',
  ':Transfer-Encoding',
  '"Transfer-Encoding"',
  'Transfer-Encoding\u00a0',
  'Transfer\u2010Encoding',
  'X-Transfer-Encoding',
  'Transfer-Encodin\u0067',
  'Transfer-Encoding\r',
  'Transfer-Encoding\n',
]

const LENGTH_NAMES = [
  'Content-Length ',
  'Content-Length\t',
  ' Content-Length',
  'Content_Length',
  'Content Length',
  'Content-Length\u0000',
  '\u0000Content-Length',
  'X: y\nContent-Length',
  'X: y\rContent-Length',
  'CONTENT-LENGTH',
  'Content-Length:',
  'Content\u00adLength',
  'X: y\r\n Content-Length',
]

const CHUNKED = `5\r\nhello\r\n0\r\n\r\n`

const FRAMING: readonly Vector[] = [
  ...each('length', LENGTHS, (value) =>
    post({ lines: [`Content-Length: ${value}`], body: `hello${SMUGGLED}` }),
  ),
  ...each('coding', CODINGS, (value) =>
    post({ lines: [`Transfer-Encoding: ${value}`], body: `${CHUNKED}${SMUGGLED}` }),
  ),
  ...each('coding, length', CODINGS, (value) =>
    post({
      lines: ['Content-Length: 4', `Transfer-Encoding: ${value}`],
      body: `5c\r\n${SMUGGLED}0\r\n\r\n`,
    }),
  ),
  ...each('coding by name', NAMES, (name) =>
    post({ lines: [`${name}: chunked`, 'Content-Length: 5'], body: `${CHUNKED}${SMUGGLED}` }),
  ),
  ...each('length by name', LENGTH_NAMES, (name) =>
    post({ lines: [`${name}: 5`], body: `hello${SMUGGLED}` }),
  ),
  ...each('two lengths by name', LENGTH_NAMES, (name) =>
    post({ lines: ['Content-Length: 5', `${name}: 0`], body: `hello${SMUGGLED}` }),
  ),
  {
    name: 'coding before length',
    bytes: post({
      lines: ['Transfer-Encoding: chunked', 'Content-Length: 5'],
      body: `0\r\n\r\n${SMUGGLED}`,
    }),
  },
  {
    name: 'coding of 1.0',
    bytes: post({
      line: 'POST /v?@ID@ HTTP/1.0',
      lines: ['Transfer-Encoding: chunked'],
      body: `0\r\n\r\n${SMUGGLED}`,
    }),
  },
  {
    name: 'coding and length of 1.0',
    bytes: post({
      line: 'POST /v?@ID@ HTTP/1.0',
      lines: ['Transfer-Encoding: chunked', 'Content-Length: 5'],
      body: `0\r\n\r\n${SMUGGLED}`,
    }),
  },
  {
    name: 'body of GET',
    bytes: get({ lines: [`Content-Length: ${SMUGGLED.length}`], body: SMUGGLED }),
  },
  {
    name: 'chunked body of GET',
    bytes: get({ lines: ['Transfer-Encoding: chunked'], body: CHUNKED }),
  },
  {
    name: 'body of HEAD',
    bytes: get({ line: 'HEAD /v?@ID@ HTTP/1.1', lines: ['Content-Length: 5'], body: 'hello' }),
  },
  { name: 'body without framing', bytes: post({ body: SMUGGLED }) },
  {
    name: 'length nominated by Connection',
    bytes: post({ lines: ['Connection: content-length', 'Content-Length: 5'], body: 'hello' }),
  },
  {
    name: 'coding nominated by Connection',
    bytes: post({
      lines: ['Connection: transfer-encoding', 'Transfer-Encoding: chunked'],
      body: CHUNKED,
    }),
  },
  { name: 'host nominated by Connection', bytes: get({ lines: ['Connection: host'] }) },
  { name: 'close, x nominated', bytes: get({ lines: ['Connection: close, X-T'] }) },
  {
    name: 'coding in TE',
    bytes: post({ lines: ['TE: chunked', 'Content-Length: 5'], body: 'hello' }),
  },
  {
    name: 'expect with a body',
    bytes: post({ lines: ['Expect: 100-continue', 'Content-Length: 5'], body: `hello${SMUGGLED}` }),
  },
  {
    name: 'expect twice',
    bytes: post({
      lines: ['Expect: 100-continue', 'Expect: 100-continue', 'Content-Length: 5'],
      body: 'hello',
    }),
  },
  { name: 'expect without a body', bytes: get({ lines: ['Expect: 100-continue'] }) },
  {
    name: 'upgrade h2c',
    bytes: get({
      lines: [
        'Connection: Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: AAMAAABkAAQAAP__',
      ],
    }),
  },
  {
    name: 'upgrade websocket with a body',
    bytes: post({
      lines: ['Connection: Upgrade', 'Upgrade: websocket', 'Content-Length: 5'],
      body: `hello${SMUGGLED}`,
    }),
  },
  {
    name: 'upgrade websocket, pipelined',
    bytes: get({ lines: ['Connection: Upgrade', 'Upgrade: websocket'], body: SMUGGLED }),
  },
]

// -- chunks -------------------------------------------------------------------------------

const SIZES = [
  '5',
  '05',
  '0000000000000005',
  '00000000000000005',
  '0x5',
  '5;ext',
  '5;ext=value',
  '5;ext="a"',
  '5 ;ext',
  '5 ',
  '5\t',
  ' 5',
  '\t5',
  '+5',
  '-5',
  '5;',
  '5;\u0000',
  '5;a\nb',
  '5;a\rb',
  '5\u0000',
  'g',
  '',
  '5g',
  '5,',
  '5.0',
  '10000000000000005',
  'FFFFFFFFFFFFFFFF',
  '7FFFFFFFFFFFFFFF',
  '5;ext="\r\nX: y"',
  '5;\u00ff',
  '5\u00a0',
  '"5"',
  `5;${'x'.repeat(20_000)}`,
  `5;${'x'.repeat(4_000)}`,
]
const SIZE_ENDS = ['\n', '\r', '\r\r\n', '\n\r', '\r\n\n', '\r\nX', '\u0000\r\n', ' \r\n']
const DATA_ENDS = ['', '\n', '\r', 'X\r\n', '\r\nX\r\n', '\n\n', '\r\r\n', ' \r\n']
const LAST = [
  '0\r\n\r\n',
  '00\r\n\r\n',
  '0000000000000000000\r\n\r\n',
  '0;ext\r\n\r\n',
  '0 \r\n\r\n',
  '0\n\n',
  '0\r\n\n',
  '0\n\r\n',
  '0\r\n\r',
  '-0\r\n\r\n',
  '0x0\r\n\r\n',
  '\r\n0\r\n\r\n',
  '0\r\nContent-Length: 5\r\n\r\n',
  '0\r\nTransfer-Encoding: chunked\r\n\r\n',
  '0\r\nHost: evil\r\n\r\n',
  '0\r\nX-T: other\r\n\r\n',
  '0\r\nX : y\r\n\r\n',
  '0\r\n X: y\r\n\r\n',
  '0\r\nX\r\n\r\n',
  '0\r\nX: y\n\r\n',
  '0\r\nX: a\rb\r\n\r\n',
  '0\r\nX: a\u0000b\r\n\r\n',
  '0\r\n: y\r\n\r\n',
  '0\r\nX: y\r\n z\r\n\r\n',
  `0\r\nX: ${'y'.repeat(70_000)}\r\n\r\n`,
]

const chunked = (body: string): string =>
  post({ lines: ['Transfer-Encoding: chunked'], body: body + SMUGGLED })

const CHUNKS: readonly Vector[] = [
  ...each('chunk size', SIZES, (size) => chunked(`${size}\r\nhello\r\n0\r\n\r\n`)),
  ...each('end of a size', SIZE_ENDS, (end) => chunked(`5${end}hello\r\n0\r\n\r\n`)),
  ...each('end of data', DATA_ENDS, (end) => chunked(`5\r\nhello${end}0\r\n\r\n`)),
  ...each('last chunk', LAST, (last) => chunked(`5\r\nhello\r\n${last}`)),
]

// -- lines --------------------------------------------------------------------------------

const LINES: readonly Vector[] = [
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

// -- hosts and targets --------------------------------------------------------------------

const HOSTS = [
  'Host: a.test\r\nHost: a.test',
  'Host: a.test\r\nHost: evil',
  'Host: a.test\r\nhost: evil',
  'Host: a.test\r\nX: y\r\nHost: evil',
  'Host: a.test, evil',
  'Host: a.test,evil',
  'Host: a.test evil',
  'Host: a.test\tevil',
  'Host:',
  'Host: ',
  'X: y',
  'Host : a.test',
  'Host\t: a.test',
  ' Host: a.test',
  'Host: a.test/path',
  'Host: http://a.test',
  'Host: a.test?q',
  'Host: a.test#f',
  'Host: user@a.test',
  'Host: a.test@evil',
  'Host: a.test:80:90',
  'Host: a.test:abc',
  'Host: a.test:99999',
  'Host: a.test:-1',
  'Host: a.test:',
  'Host: :80',
  'Host: [::1]',
  'Host: [::1',
  'Host: ::1',
  'Host: a..test',
  'Host: .',
  'Host: a.test\u0000evil',
  'Host: a\u00e9.test',
  'Host: a.test\\evil',
  'Host: "a.test"',
  'Host: a.test;evil',
  'Host: a.test%00',
  'Host: a.test%20evil',
  'Host: a_b.test',
  'Host: a.test\u000b',
  'Host: <a>',
  'Host: a.test|b',
  `Host: ${'a'.repeat(300)}.test`,
  'Host: a.test\r\n\tevil',
  'HOST: a.test',
  'Host:a.test',
  'Host:  a.test  ',
]

const REQUEST_LINES = [
  'GET  /v?@ID@ HTTP/1.1',
  'GET /v?@ID@  HTTP/1.1',
  'GET /v?@ID@ HTTP/1.1 ',
  'GET\t/v?@ID@\tHTTP/1.1',
  'GET /v?@ID@\tHTTP/1.1',
  'GET /v ?@ID@ HTTP/1.1',
  'GET /v?@ID@ x HTTP/1.1',
  'GET /v?@ID@',
  'GET',
  'GET /v?@ID@ HTTP/1.1\u0000',
  'GET /v?@ID@ http/1.1',
  'GET /v?@ID@ HTTP/1.01',
  'GET /v?@ID@ HTTP/01.1',
  'GET /v?@ID@ HTTP/1.',
  'GET /v?@ID@ HTTP/.1',
  'GET /v?@ID@ HTTP/1',
  'GET /v?@ID@ HTTP/1.2',
  'GET /v?@ID@ HTTP/1.9',
  'GET /v?@ID@ HTTP/2.0',
  'GET /v?@ID@ HTTP/0.9',
  'GET /v?@ID@ HTTP/3',
  'GET /v?@ID@ HTTP/1.1.1',
  'GET /v?@ID@ HTTP/ 1.1',
  'GET /v?@ID@ HTTPS/1.1',
  'GET /v?@ID@ ICAP/1.0',
  'GET /v?@ID@ HTTP/11',
  'GET /v?@ID@ HTTP/+1.1',
  'get /v?@ID@ HTTP/1.1',
  'GeT /v?@ID@ HTTP/1.1',
  'FOO /v?@ID@ HTTP/1.1',
  'G@T /v?@ID@ HTTP/1.1',
  'G T /v?@ID@ HTTP/1.1',
  'GET\u0000 /v?@ID@ HTTP/1.1',
  'G\u00e9T /v?@ID@ HTTP/1.1',
  '"GET" /v?@ID@ HTTP/1.1',
  'POST-X /v?@ID@ HTTP/1.1',
  `${'A'.repeat(300)} /v?@ID@ HTTP/1.1`,
  'PRI /v?@ID@ HTTP/2.0',
  'GET /v\u0000?@ID@ HTTP/1.1',
  'GET /v\u0001?@ID@ HTTP/1.1',
  'GET /v\u007f?@ID@ HTTP/1.1',
  'GET /v\u00e9?@ID@ HTTP/1.1',
  'GET /v\u0080?@ID@ HTTP/1.1',
  'GET /v?@ID@#f HTTP/1.1',
  'GET #/v?@ID@ HTTP/1.1',
  'GET /v"?@ID@ HTTP/1.1',
  'GET /v<x>?@ID@ HTTP/1.1',
  'GET /v\\x?@ID@ HTTP/1.1',
  'GET /v|^`{}?@ID@ HTTP/1.1',
  'GET /v%?@ID@ HTTP/1.1',
  'GET /v%00?@ID@ HTTP/1.1',
  'GET /v%0d%0aX:y?@ID@ HTTP/1.1',
  'GET /v\r?@ID@ HTTP/1.1',
  'GET /v\n?@ID@ HTTP/1.1',
  'GET /v\u000b?@ID@ HTTP/1.1',
  'GET http://evil.test/v?@ID@ HTTP/1.1',
  'GET http://evil.test HTTP/1.1',
  'GET http://evil.test?@ID@ HTTP/1.1',
  'GET http:/v?@ID@ HTTP/1.1',
  'GET http:///v?@ID@ HTTP/1.1',
  'GET HTTP://EVIL.test/v?@ID@ HTTP/1.1',
  'GET https://evil.test/v?@ID@ HTTP/1.1',
  'GET ftp://evil.test/v?@ID@ HTTP/1.1',
  'GET http://u:p@evil.test/v?@ID@ HTTP/1.1',
  'GET http://evil.test:99999/v?@ID@ HTTP/1.1',
  'GET http://evil.test:/v?@ID@ HTTP/1.1',
  'GET http://evil test/v?@ID@ HTTP/1.1',
  'GET http://evil.test\\v?@ID@ HTTP/1.1',
  'GET http://[::1]/v?@ID@ HTTP/1.1',
  'GET http://evil,b/v?@ID@ HTTP/1.1',
  'GET //evil.test/v?@ID@ HTTP/1.1',
  'GET v?@ID@ HTTP/1.1',
  'GET ?@ID@ HTTP/1.1',
  'GET * HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'OPTIONS /v?@ID@ HTTP/1.1',
  'CONNECT a.test:80 HTTP/1.1',
  'CONNECT /v?@ID@ HTTP/1.1',
  'CONNECT * HTTP/1.1',
  'TRACE /v?@ID@ HTTP/1.1',
  'GET /../v?@ID@ HTTP/1.1',
  'GET /%2e%2e/v?@ID@ HTTP/1.1',
]

const TARGETS: readonly Vector[] = [
  ...each('host', HOSTS, (host) => get({ host })),
  ...each('absolute target, host', HOSTS.slice(0, 16), (host) =>
    get({ line: 'GET http://evil.test/v?@ID@ HTTP/1.1', host }),
  ),
  ...each('request line', REQUEST_LINES, (line) => get({ line })),
  { name: '0.9', bytes: 'GET /v?@ID@\r\n' },
  { name: '0.9 with fields', bytes: 'GET /v?@ID@\r\nHost: a.test\r\n\r\n' },
  { name: '1.0 without a host', bytes: 'GET /v?@ID@ HTTP/1.0\r\nX-T: @ID@\r\n\r\n' },
  {
    name: '1.0 keep-alive, pipelined',
    bytes: `GET /v?@ID@ HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\nX-T: @ID@\r\n\r\n${SMUGGLED}`,
  },
]

// -- bytes and sizes ----------------------------------------------------------------------

const BYTES = [
  '\u0000',
  '\u0001',
  '\u0007',
  '\u0008',
  '\u000b',
  '\u000c',
  '\u000e',
  '\u001b',
  '\u001f',
  '\u007f',
  '\u0080',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u00ff',
  '\u00c3\u00a9',
  '\u00e2\u0080\u00a8',
]

const ODD: readonly Vector[] = [
  ...each('byte in a value', BYTES, (byte) => get({ lines: [`X-A: a${byte}b`] })),
  ...each('byte in a name', BYTES, (byte) => get({ lines: [`X${byte}A: b`] })),
  ...each('byte at the end of a value', BYTES, (byte) => get({ lines: [`X-A: a${byte}`] })),
  ...[8_000, 16_000, 59_000, 61_440, 70_000, 200_000].map((size) => ({
    name: `value of ${size}`,
    bytes: get({ lines: [`X-A: ${'a'.repeat(size)}`] }),
  })),
  ...[8_000, 70_000].map((size) => ({
    name: `name of ${size}`,
    bytes: get({ lines: [`${'a'.repeat(size)}: b`] }),
  })),
  ...[4_000, 9_000, 70_000].map((size) => ({
    name: `target of ${size}`,
    bytes: get({ line: `GET /${'a'.repeat(size)}?@ID@ HTTP/1.1` }),
  })),
  ...[90, 100, 101, 1_000, 5_000].map((count) => ({
    name: `${count} fields`,
    bytes: get({ lines: Array.from({ length: count }, (_, i) => `X-${i}: y`) }),
  })),
  {
    name: 'pipelined after POST',
    bytes: post({ lines: ['Content-Length: 5'], body: `hello${SMUGGLED}` }),
  },
  { name: 'ends inside the body', bytes: post({ lines: ['Content-Length: 50'], body: 'hello' }) },
  {
    name: 'ends inside a chunk',
    bytes: post({ lines: ['Transfer-Encoding: chunked'], body: '50\r\nhello' }),
  },
  { name: 'garbage', bytes: '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001' },
  { name: 'http2 preface', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
]

export const VECTORS: readonly Vector[] = [...FRAMING, ...CHUNKS, ...LINES, ...TARGETS, ...ODD]
