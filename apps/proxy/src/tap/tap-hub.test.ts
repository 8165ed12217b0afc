/** The tap: who sees what, its bounds, and that it is off while nobody watches. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeStream } from '../mixer/fake-stream.ts'
import { MAX_WATCHERS, TapHub, type TapWatcher } from './tap-hub.ts'
import { TapMatch } from './tap-match.ts'
import { tapRoute } from './tap-route.ts'

function watcher(query: string, lines: string[], capacity = 100): TapWatcher {
  return {
    match: new TapMatch(new URLSearchParams(query)),
    write(line) {
      if (lines.length >= capacity) return false
      lines.push(line)
      return true
    },
  }
}

test('watchers see what they match, and nobody costs nothing', () => {
  const hub = new TapHub()
  assert.equal(hub.isActive, false)
  const lines: string[] = []
  const one = watcher('path=/details&status=2xx&header=end-user:jason', lines)
  assert.equal(hub.add(one), true)
  assert.equal(hub.isActive, true)
  hub.onResponse(fakeStream({ requestHeaders: ['end-user', 'jason', 'cookie', 'secret'] }))
  hub.onResponse(fakeStream({ responseCode: 500 }))
  hub.onResponse(fakeStream({ path: '/other' }))
  hub.onResponse(fakeStream({ requestHeaders: [] }))
  assert.equal(lines.length, 1)
  assert.equal(JSON.parse(lines[0] ?? '').status, 200)
  hub.remove(one)
  assert.equal(hub.isActive, false)
})

test('secrets are not shown', () => {
  const hub = new TapHub()
  const lines: string[] = []
  hub.add(watcher('', lines))
  hub.onRequest(fakeStream({ requestHeaders: ['authorization', 'Bearer x', 'a', 'b'] }))
  assert.ok(!lines[0]?.includes('Bearer'))
  assert.deepEqual(JSON.parse(lines[0] ?? '').headers[1], ['a', 'b'])
})

test('events that find no room are counted, watchers are bounded', () => {
  const hub = new TapHub()
  hub.add(watcher('', [], 0))
  hub.onRequest(fakeStream())
  assert.equal(hub.droppedEvents, 1)
  for (let i = 1; i < MAX_WATCHERS; i++) assert.equal(hub.add(watcher('', [])), true)
  assert.equal(hub.add(watcher('', [])), false)
})

test('the route ends by itself after enough events', () => {
  const hub = new TapHub()
  const lines: string[] = []
  let isEnded = false
  const stop = tapRoute(hub).follow?.(new URLSearchParams('max=2'), {
    write: (line) => lines.push(line) > 0,
    end: () => {
      isEnded = true
    },
  })
  assert.notEqual(stop, null)
  for (let i = 0; i < 3; i++) hub.onRequest(fakeStream())
  assert.equal(lines.length, 2)
  assert.equal(isEnded, true)
  assert.equal(hub.isActive, false)
})
