/** Resources out of files: what they name is followed, changes are taken, what is wrong changes nothing. */
import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type TypeUpdate, TypeUrl } from '@flotilla/ads'
import { systemClock } from '@flotilla/time'
import { FileDiscovery } from './file-discovery.ts'

const TYPE = 'type.googleapis.com/envoy.config'

test('files are read in order, followed, and read again when they change', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = (name: string): string => join(folder, name)
  const write = (name: string, resources: readonly unknown[]): void => {
    writeFileSync(path(`${name}.new`), JSON.stringify({ resources }))
    renameSync(path(`${name}.new`), path(name))
  }
  const cluster = (name: string): unknown => ({
    '@type': `${TYPE}.cluster.v3.Cluster`,
    name,
    type: 'EDS',
    eds_cluster_config: { eds_config: { path_config_source: { path: path('eds') } } },
  })
  write('cds', [cluster('a'), cluster('b')])
  writeFileSync(
    path('eds'),
    `resources:\n- "@type": ${TYPE}.endpoint.v3.ClusterLoadAssignment\n  cluster_name: a\n`,
  )
  const applied: string[] = []
  let wake = (): void => undefined
  const apply = (typeUrl: string, { updated, removed }: TypeUpdate): { kind: 'ack' } => {
    const names = updated.map(({ name }) => name).join(',')
    applied.push(`${typeUrl.split('.').at(-1)} ${names} -${removed.join(',')}`)
    wake()
    return { kind: 'ack' }
  }
  const files = new FileDiscovery([{ typeUrl: TypeUrl.cluster, path: path('cds'), folder }], {
    clock: systemClock,
    apply,
  })
  t.after(() => files.close())
  await files.start()
  assert.deepEqual(applied, ['Cluster a,b -', 'ClusterLoadAssignment a -'])
  applied.length = 0
  const changed = new Promise<void>((resolve) => {
    wake = () => {
      if (applied.some((one) => one.startsWith('Cluster b'))) resolve()
    }
  })
  writeFileSync(path('broken'), 'x')
  write('cds', [cluster('b')])
  await changed
  assert.equal(applied[0], 'Cluster b -a')
})
