/** PostgreSQL and MariaDB through the TCP path: queries, bulk data both ways, errors, TLS that the server itself negotiates. */
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { cluster, listener, tcpProxy } from './bootstrap.ts'
import type { ClientGroup, Stage } from './group.ts'
import { freePort, type RunOptions, type RunResult, run, runWell, startServer } from './program.ts'

const ROWS = 60_000

export const POSTGRESQL: ClientGroup = {
  name: 'postgresql',
  about: 'psql and PostgreSQL',
  peers: ['postgresql', 'psql'],
  isShort: false,
  run: async (stage) => {
    const port = await startPostgres(stage)
    const proxy = await stage.proxy([listener('pg', [tcpProxy('pg')])], [cluster('pg', port)])
    const psql = (
      sql: string,
      flags: readonly string[] = [],
      options: RunOptions = {},
      parameters = 'sslmode=disable',
    ): Promise<RunResult> => {
      const target = `host=localhost hostaddr=127.0.0.1 port=${proxy.port('pg')} user=postgres dbname=postgres ${parameters}`
      const always = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1']
      return runWell(stage.peer('psql'), [target, ...always, ...flags, '-c', sql], options)
    }
    await stage.check('queries', async () => {
      assert.equal((await psql('select 6 * 7')).text, '42\n')
      const many = await psql('select n from generate_series(1, 100000) n')
      assert.equal(many.text, [...Array(100_000).keys()].map((at) => `${at + 1}\n`).join(''))
    })
    await stage.check('COPY of megabytes in and out', async () => {
      await psql('create table t (id int primary key, body text)')
      const data = [...Array(ROWS).keys()].map((at) => `${at}\tgrüße ${'x'.repeat(at % 120)}\n`)
      await psql('copy t from stdin', [], { input: data.join('') })
      const { text } = await psql('copy (select * from t order by id) to stdout')
      assert.equal(text, data.join(''))
    })
    await stage.check('TLS, which the server negotiates after its own fashion', async () => {
      const sql = 'select ssl, version from pg_stat_ssl where pid = pg_backend_pid()'
      const secure = `sslmode=verify-full sslrootcert=${stage.tls.roots}`
      assert.equal((await psql(sql, [], {}, secure)).text, 't|TLSv1.3\n')
    })
    await stage.check('notifications', async () => {
      const { text } = await psql("listen news; notify news, 'now'; select 1")
      assert.match(text, /Asynchronous notification "news" with payload "now"/)
    })
    await stage.check('errors of the server', async () => {
      await assert.rejects(psql('select 1/0'), /division by zero/)
    })
  },
}

/** As the user postgres where we are root, since the server refuses root. */
async function startPostgres(stage: Stage): Promise<number> {
  const bin = dirname(stage.peer('postgresql'))
  const isRoot = process.getuid?.() === 0
  const prefix = isRoot ? ['runuser', '-u', 'postgres', '--'] : []
  const as = (program: string, args: readonly string[]): readonly [string, readonly string[]] => {
    const [first = program, ...rest] = [...prefix, program, ...args]
    return [first, rest]
  }
  const folder = mkdtempSync(join(tmpdir(), 'flt-postgres-'))
  stage.defer(() => rmSync(folder, { recursive: true, force: true }))
  for (const file of ['cert', 'key'] as const) copyFileSync(stage.tls[file], join(folder, file))
  if (isRoot) await runWell('chown', ['-R', 'postgres', folder])
  await runWell('chmod', ['0600', join(folder, 'key')])
  const data = join(folder, 'data')
  const flags = ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-sync']
  await runWell(...as(join(bin, 'initdb'), flags), { timeoutMs: 60_000 })
  const port = await freePort()
  const settings = [
    `listen_addresses=127.0.0.1`,
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'ssl=on',
    `ssl_cert_file=${join(folder, 'cert')}`,
    `ssl_key_file=${join(folder, 'key')}`,
  ]
  const server = await startServer(
    ...as(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])]),
    port,
  )
  stage.defer(() => server.stop())
  return port
}

export const MARIADB: ClientGroup = {
  name: 'mariadb',
  about: 'a protocol in which the server speaks first: the mariadb client and MariaDB',
  peers: ['mariadbd', 'mariadb-install-db', 'mariadb'],
  isShort: false,
  run: async (stage) => {
    const port = await startMariadb(stage)
    const proxy = await stage.proxy([listener('my', [tcpProxy('my')])], [cluster('my', port)])
    const flags = ['--no-defaults', '-h', '127.0.0.1', '-P', `${proxy.port('my')}`, '-u', 'tester']
    const mysql = (sql: string): Promise<RunResult> =>
      runWell(stage.peer('mariadb'), [...flags, '-N', '-B', '--max-allowed-packet=64M', 'test'], {
        input: sql,
      })
    await stage.check('queries', async () => {
      assert.equal((await mysql('select 6 * 7')).text, '42\n')
      const many = await mysql('select seq from seq_1_to_100000')
      assert.equal(many.text, [...Array(100_000).keys()].map((at) => `${at + 1}\n`).join(''))
    })
    await stage.check('megabytes in and out', async () => {
      const body = 'y'.repeat(3_000_000)
      await mysql(`create table t (id int, body longtext); insert into t values (1, '${body}')`)
      assert.equal((await mysql('select body from t')).text, `${body}\n`)
    })
    await stage.check('errors of the server', async () => {
      const result = await run(stage.peer('mariadb'), [...flags, '-e', 'select x', 'test'])
      assert.equal(result.code, 1)
      assert.match(result.stderr, /Unknown column 'x'/)
    })
  },
}

async function startMariadb(stage: Stage): Promise<number> {
  const folder = join(stage.folder, 'mariadb')
  const user = process.getuid?.() === 0 ? ['--user=root'] : []
  const bare = ['--no-defaults', `--datadir=${folder}`, ...user]
  await runWell(
    stage.peer('mariadb-install-db'),
    [...bare, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { timeoutMs: 60_000 },
  )
  const port = await freePort()
  const init = join(stage.folder, 'init.sql')
  writeFileSync(
    init,
    "create database test;\ncreate user 'tester'@'%' identified by '';\ngrant all on test.* to 'tester'@'%';\n",
  )
  const server = await startServer(
    stage.peer('mariadbd'),
    [
      ...[...bare, `--port=${port}`, '--bind-address=127.0.0.1', `--init-file=${init}`],
      ...[`--socket=${join(stage.folder, 'my.sock')}`, '--skip-log-bin', '--skip-name-resolve'],
      ...['--innodb-flush-log-at-trx-commit=0', '--max-allowed-packet=64M'],
    ],
    port,
  )
  stage.defer(() => server.stop())
  return port
}
