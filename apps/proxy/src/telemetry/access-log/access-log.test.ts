/** Access logs as files have them: Istio's text, JSON, filters, and what cannot be had. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AccessLog } from '@flotilla/proto'
import { tempDir } from '@flotilla/testkit'
import { FakeClock, systemClock } from '@flotilla/time'
import { cluster, httpFilter, listener, startProxy } from '../../testing/running-proxy.ts'
import { get, httpApp } from '../../testing/servers.ts'
import { compileHttpAccessLog } from './access-log.ts'
import { ISTIO_TEXT_FORMAT } from './line-format.ts'
import { LogFile, LogFiles } from './log-file.ts'

function fileLog(fields: object): object {
  return {
    name: 'envoy.access_loggers.file',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
      ...fields,
    },
  }
}

test('Istio’s text has its fields in order, a dash for what is missing', async (t) => {
  const path = join(tempDir(t), 'text.log')
  const app = await httpApp('app')
  const proxy = await startProxy({
    clusters: [cluster('outbound|80||app', [app.port])],
    listeners: [
      listener('l', [
        {
          filters: [
            httpFilter('outbound|80||app', {
              access_log: [fileLog({ path, log_format: { text_format: ISTIO_TEXT_FORMAT } })],
            }),
          ],
        },
      ]),
    ],
  })
  await get(proxy.port('l'), '/a?b=c', { host: 'app', 'user-agent': 'test' })
  await proxy.stop()
  await app.close()
  const line = readFileSync(path, 'utf8')
  assert.match(
    line,
    /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] "GET \/a\?b=c HTTP\/1\.1" 200 - via_upstream - "-" 0 \d+ \d+ \d+ "-" "test" "[0-9a-f-]{36}" "app" "127\.0\.0\.1:\d+" outbound\|80\|\|app 127\.0\.0\.1:\d+ 127\.0\.0\.1:\d+ 127\.0\.0\.1:\d+ - -\n$/,
  )
})

test('JSON has numbers as numbers, null for what is missing, and filters choose', async (t) => {
  const path = join(tempDir(t), 'json.log')
  const log = {
    ...fileLog({
      path,
      log_format: {
        json_format: {
          code: '%RESPONSE_CODE%',
          flags: '%RESPONSE_FLAGS%',
          agent: '%REQ(USER-AGENT)%',
          line: '%REQ(:METHOD)% %REQ(NOPE)%',
          nested: { bytes: '%BYTES_SENT%' },
        },
      },
    }),
    filter: { status_code_filter: { comparison: { op: 'GE', value: { default_value: 500 } } } },
  }
  const app = await httpApp('app')
  const proxy = await startProxy({
    clusters: [cluster('good', [app.port])],
    listeners: [
      listener('good', [{ filters: [httpFilter('good', { access_log: [log] })] }]),
      listener('bad', [{ filters: [httpFilter('none', { access_log: [log] })] }]),
    ],
  })
  await get(proxy.port('good'))
  await get(proxy.port('bad'))
  await proxy.stop()
  await app.close()
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [{ code: 503, flags: 'NC', agent: null, line: 'GET -', nested: { bytes: 0 } }],
  )
})

test('what cannot be logged is refused by path', () => {
  const env = { files: new LogFiles(systemClock), random: Math.random }
  const cases: [object, RegExp][] = [
    [fileLog({ path: '/dev/null', format: '%NOPE%' }), /typed_config\.format/],
    [fileLog({}), /typed_config\.path/],
    [{ name: 'x' }, /typed_config is required|typed_config: is required|typed_config/],
    [
      { ...fileLog({ path: '/dev/null' }), filter: { response_flag_filter: { flags: ['ZZ'] } } },
      /filter/,
    ],
  ]
  for (const [json, want] of cases) {
    const parsed = AccessLog.fromJson(json)
    assert.equal(parsed.kind, 'ok', JSON.stringify(parsed))
    if (parsed.kind !== 'ok') continue
    const compiled = compileHttpAccessLog(parsed.message, env)
    assert.equal(compiled.kind, 'bad')
    if (compiled.kind === 'bad') assert.match(compiled.violations[0]?.path ?? '', want)
  }
})

test('lines are batched, bounded, and none is lost at the end', async (t) => {
  const clock = new FakeClock()
  const path = join(tempDir(t), 'batch.log')
  const file = new LogFile(path, clock)
  file.write('one\n')
  assert.equal(clock.pending, 1)
  const line = `${'x'.repeat(1023)}\n`
  for (let i = 0; i < 2000; i++) file.write(line)
  assert.ok(file.droppedLines > 0, 'a writer that cannot keep up drops')
  await file.close()
  const written = readFileSync(path, 'utf8')
  assert.ok(written.startsWith('one\nxxx'))
  assert.equal((written.length - 4) / 1024, 2000 - file.droppedLines)
})
