/** Ports in place of addresses: no two parts or workloads share one, and meshes take different blocks. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { codeOf } from '@flotilla/errors'
import {
  BLOCK_WORKLOADS,
  type PortBlock,
  partPortOf,
  portsOfSlot,
  sidecarPortsOf,
  takePortBlock,
} from './port-block.ts'
import { hold } from './probe.ts'

const BASE = 10_240
const PARTS: readonly (readonly [number, number])[] = [
  [0, 8060],
  [0, 15014],
  [1, 9901],
  [1, 9902],
  [1, 15014],
  [2, 15012],
  [2, 15014],
  [3, 15004],
  [3, 15014],
  [3, 42422],
  [4, 15000],
]

test('every part and every slot has ports of its own within the block', () => {
  const ports = [
    ...PARTS.map(([index, port]) => partPortOf(BASE, index, port)),
    ...Array.from({ length: BLOCK_WORKLOADS }, (_, slot) => portsOfSlot(BASE, slot)).flat(),
  ]
  assert.equal(new Set(ports).size, ports.length)
  assert.equal(Math.min(...ports), BASE)
  assert.equal(Math.max(...ports), BASE + 4095)
  assert.throws(
    () => partPortOf(BASE, 0, 9901),
    (error) => codeOf(error) === 'FLT_BUG',
  )
})

test('what a sidecar listens on does not overlap and stays in its slot', () => {
  const { admin, httpProxy, inbound, application, services } = sidecarPortsOf(BASE, 3)
  const all = [admin, httpProxy]
  for (let n = 0; inbound(n) !== null; n++) all.push(inbound(n) ?? 0)
  for (let n = 0; application(n) !== null; n++) all.push(application(n) ?? 0)
  for (let number = 1; number <= services.count; number++) all.push(services.base + number)
  assert.deepEqual(
    all.sort((a, b) => a - b),
    portsOfSlot(BASE, 3),
  )
})

test('a block is held until released, and the gateway’s port is in none', async (t) => {
  const [first, second] = await Promise.all([take(t, 0, 8080), take(t, 0, 8080)])
  assert.notEqual(first.base, second.base)
  const other = await take(t, 0, first.base + 100)
  assert.ok(![first.base, second.base].includes(other.base))
})

test('with no block left the sentence says what to do', async (t) => {
  const held = await Promise.all(
    Array.from({ length: 5 }, (_, i) => hold('127.0.0.1', BASE + i * 4096 + 63)),
  )
  t.after(() => {
    for (const one of held) one.release()
  })
  await assert.rejects(takePortBlock(0, 8080), {
    code: 'FLT_NO_ADDRESS',
    message: /from 10240 to 30719 is free; stop a mesh with flotilla down --state DIR/,
  })
})

async function take(t: TestContext, seed: number, gatewayPort: number): Promise<PortBlock> {
  const block = await takePortBlock(seed, gatewayPort)
  t.after(block.release)
  return block
}
