/** h2load and wrk for a second or two each: every request must be answered, and the proxy must have counted them all. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { cluster, listener, manager, route, SPEAKS_HTTP2, serves } from './bootstrap.ts'
import type { ClientGroup, Stage } from './group.ts'
import { startNginx } from './nginx.ts'
import { runWell } from './program.ts'
import type { ShippedProxy } from './shipped-proxy.ts'

const H2LOAD_REQUESTS = 4_000

export const LOAD: ClientGroup = {
  name: 'load',
  about: 'h2load and wrk, short',
  peers: ['h2load', 'wrk', 'nginx'],
  isShort: false,
  run: async (stage) => {
    const root = join(stage.folder, 'www')
    mkdirSync(root)
    const nginx = await startNginx(stage, root)
    const routes = ['n1', 'n2'].map((name) => route(`/${name}/`, name, { prefix_rewrite: '/' }))
    const http = manager(routes, stage.logFile)
    const proxy = await stage.proxy(
      [listener('plain', [http]), listener('tls', [http], serves(stage.tls, ['h2', 'http/1.1']))],
      [cluster('n1', nginx.http1), cluster('n2', nginx.http2, SPEAKS_HTTP2)],
    )
    await h2load(stage, proxy, 'plain', ['--h1', '-c', '8'], 'n1')
    await h2load(stage, proxy, 'plain', ['-c', '4', '-m', '16'], 'n1')
    await h2load(stage, proxy, 'plain', ['-c', '4', '-m', '16'], 'n2')
    await h2load(stage, proxy, 'tls', ['-c', '4', '-m', '16'], 'n2')
    await h2load(stage, proxy, 'tls', ['--h1', '-c', '8'], 'n2')
    await wrk(stage, proxy, 'plain', 'n1')
    await wrk(stage, proxy, 'tls', 'n2')
  },
}

async function answered(proxy: ShippedProxy): Promise<number> {
  return (await proxy.stats('^http\\.h\\.downstream_rq_2xx$')).get('http.h.downstream_rq_2xx') ?? 0
}

function urlOf(proxy: ShippedProxy, name: string, route: string): string {
  return `${name === 'tls' ? 'https' : 'http'}://localhost:${proxy.port(name)}/${route}/hello`
}

async function h2load(
  stage: Stage,
  proxy: ShippedProxy,
  name: string,
  flags: readonly string[],
  path: string,
): Promise<void> {
  await stage.check(`h2load ${flags.join(' ')} by ${name} to ${path}`, async () => {
    const before = await answered(proxy)
    const { text } = await runWell(stage.peer('h2load'), [
      ...['-n', String(H2LOAD_REQUESTS), ...flags, urlOf(proxy, name, path)],
    ])
    const n = H2LOAD_REQUESTS
    assert.ok(
      text.includes(
        `${n} total, ${n} started, ${n} done, ${n} succeeded, 0 failed, 0 errored, 0 timeout`,
      ),
      text,
    )
    assert.match(text, new RegExp(`status codes: ${n} 2xx, 0 3xx, 0 4xx, 0 5xx`))
    assert.equal((await answered(proxy)) - before, n)
  })
}

async function wrk(stage: Stage, proxy: ShippedProxy, name: string, path: string): Promise<void> {
  await stage.check(`wrk by ${name} to ${path}`, async () => {
    const before = await answered(proxy)
    const { text } = await runWell(stage.peer('wrk'), [
      ...['-t', '1', '-c', '16', '-d', '1s', urlOf(proxy, name, path)],
    ])
    assert.doesNotMatch(text, /Socket errors|Non-2xx/)
    const requests = Number(/(\d+) requests in/.exec(text)?.[1])
    assert.ok(requests > 0, text)
    // wrk leaves with requests under way.
    const counted = (await answered(proxy)) - before
    assert.ok(counted >= requests && counted <= requests + 32, `${counted} of ${requests}`)
  })
}
