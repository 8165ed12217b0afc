/** What origins answer over HTTP/1: framings, versions, ends, faults, early answers. */
import {
  early,
  FIN,
  get,
  RESET,
  raw,
  requestBytes,
  response,
  script,
  send,
  wait,
} from '../build.ts'
import type { Act, Exchange } from '../model.ts'

const answers = (name: string, ...acts: readonly (Act | string)[]): Exchange => ({
  ...get(
    `/answer?${encodeURIComponent(name)}`,
    {},
    {
      script: script(acts.map((act) => (typeof act === 'string' ? send(act) : act))),
    },
  ),
  name: `answer: ${name}`,
})

export const ANSWERS: readonly Exchange[] = [
  answers('chunked', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
  answers(
    'chunked with trailers',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-t1: 1\r\n\r\n',
  ),
  answers(
    'chunked in pieces',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\na',
    wait(20),
    'bc\r\n',
    wait(20),
    '0\r\n\r\n',
  ),
  answers('until close', 'HTTP/1.1 200 OK\r\n\r\nabc', FIN),
  answers('until close 1.0', 'HTTP/1.0 200 OK\r\n\r\nabc', FIN),
  answers('1.0 with length', 'HTTP/1.0 200 OK\r\ncontent-length: 3\r\n\r\nabc'),
  answers(
    'connection close',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc',
  ),
  answers(
    'hop by hop',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: keep-alive, x-hop\r\nx-hop: 1\r\nkeep-alive: timeout=1\r\nproxy-connection: x\r\nupgrade: h2c\r\n\r\nabc',
  ),
  answers('short', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc', FIN),
  answers('short chunked', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc', FIN),
  answers('reset at once', RESET),
  answers('close at once', FIN),
  answers('reset inside the head', 'HTTP/1.1 200 OK\r\ncontent-le', RESET),
  answers('close inside the head', 'HTTP/1.1 200 OK\r\ncontent-le', FIN),
  answers(
    'reset inside the body',
    'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nabc',
    wait(40),
    RESET,
  ),
  answers('not http', 'SSH-2.0-x\r\n'),
  answers('bad status', 'HTTP/1.1 abc\r\n\r\n'),
  answers('status 99', 'HTTP/1.1 99 X\r\ncontent-length: 0\r\n\r\n'),
  answers('status 600', 'HTTP/1.1 600 X\r\ncontent-length: 0\r\n\r\n'),
  answers('status 999', 'HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n'),
  answers('status 1000', 'HTTP/1.1 1000 X\r\ncontent-length: 0\r\n\r\n'),
  answers('http 2', 'HTTP/2.0 200 OK\r\ncontent-length: 0\r\n\r\n'),
  answers('no reason', 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n'),
  answers('empty reason', 'HTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n'),
  answers('reason of words', 'HTTP/1.1 200 All is fine\r\ncontent-length: 0\r\n\r\n'),
  answers(
    'length and chunked',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  ),
  answers('two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd'),
  answers(
    'same length twice',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\nabc',
  ),
  answers('bad length', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\nabc'),
  answers('negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nabc'),
  answers('unknown coding', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nabc', FIN),
  answers(
    'gzip, chunked',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  ),
  answers('bad chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n'),
  answers('bare lf', 'HTTP/1.1 200 OK\ncontent-length: 3\n\nabc'),
  answers('folded', 'HTTP/1.1 200 OK\r\nx-a: 1\r\n 2\r\ncontent-length: 0\r\n\r\n'),
  answers('space before colon', 'HTTP/1.1 200 OK\r\nx-a : 1\r\ncontent-length: 0\r\n\r\n'),
  answers('nul in value', 'HTTP/1.1 200 OK\r\nx-a: 1\u00002\r\ncontent-length: 0\r\n\r\n'),
  answers('204', 'HTTP/1.1 204 No Content\r\n\r\n'),
  answers('204 with length 0', 'HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n'),
  answers('204 with length', 'HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\nabc'),
  answers('204 chunked', 'HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
  answers(
    '304 with length',
    'HTTP/1.1 304 Not Modified\r\ncontent-length: 10\r\netag: "x"\r\n\r\n',
  ),
  answers('205', 'HTTP/1.1 205 Reset\r\ncontent-length: 0\r\n\r\n'),
  answers(
    '100 first',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  ),
  answers(
    '103 first',
    'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  ),
  answers(
    '102 and 103',
    'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  ),
  answers('101 unasked', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nabc'),
  answers('too much', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more'),
  answers(
    'two responses',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 201 OK\r\ncontent-length: 2\r\n\r\nok',
  ),
  answers(
    'many headers',
    `HTTP/1.1 200 OK\r\ncontent-length: 0\r\n${Array.from({ length: 99 }, (_, i) => `x-${i}: ${i}`).join('\r\n')}\r\n\r\n`,
  ),
  answers(
    'too many headers',
    `HTTP/1.1 200 OK\r\ncontent-length: 0\r\n${Array.from({ length: 101 }, (_, i) => `x-${i}: ${i}`).join('\r\n')}\r\n\r\n`,
  ),
  answers(
    'a long header',
    `HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-a: ${'a'.repeat(50_000)}\r\n\r\n`,
  ),
  answers(
    'too long a header',
    `HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-a: ${'a'.repeat(70_000)}\r\n\r\n`,
  ),
  answers(
    'set-cookie twice',
    'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\ncontent-length: 0\r\n\r\n',
  ),
  answers(
    'a grpc status',
    'HTTP/1.1 200 OK\r\ncontent-type: application/grpc\r\ngrpc-status: 5\r\ncontent-length: 0\r\n\r\n',
  ),
  {
    ...get(
      '/early',
      { method: 'POST', body: 'hello body' },
      { script: early(response(413, [], 'no')) },
    ),
    name: 'early answer, whole request',
  },
  raw(
    'early answer, body never comes',
    [`${requestBytes({ method: 'POST', headers: [['Content-Length', '10']] })}abc`],
    { script: early(response(413, [], 'no')) },
  ),
  raw(
    'early answer, body later',
    [`${requestBytes({ method: 'POST', headers: [['Content-Length', '6']] })}abc`, wait(60), 'def'],
    { script: early(response(200, [], 'early')) },
  ),
  raw(
    'early chunked answer',
    [
      `${requestBytes({ method: 'POST', headers: [['Transfer-Encoding', 'chunked']] })}3\r\nabc\r\n`,
      wait(80),
      '0\r\n\r\n',
    ],
    {
      script: early([
        send('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n'),
        wait(20),
        send('0\r\n\r\n'),
      ]),
    },
  ),
  raw(
    'early reset',
    [`${requestBytes({ method: 'POST', headers: [['Content-Length', '10']] })}abc`],
    { script: early([wait(20), RESET]) },
  ),
  {
    ...get(
      '/head',
      { method: 'HEAD' },
      { script: script('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n') },
    ),
    name: 'HEAD with length',
  },
  {
    ...get(
      '/head',
      { method: 'HEAD' },
      { script: script('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n') },
    ),
    name: 'HEAD chunked',
  },
  {
    ...get('/head', { method: 'HEAD' }, { script: script('HTTP/1.1 200 OK\r\n\r\n') }),
    name: 'HEAD without framing',
  },
  {
    ...get(
      '/head',
      { version: '1.0' },
      {
        script: script(
          'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
        ),
      },
    ),
    name: '1.0 client, chunked answer',
  },
]
