/** The address book: galley's addresses win, fallbacks are never given to a second host. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AddressBook } from './address-book.ts'

test('a host without an allotted address gets the same fallback each time', () => {
  const first = new AddressBook()
  assert.equal(first.allotFallbacks(['a.example']), true)
  const second = new AddressBook()
  second.allotFallbacks(['b.example', 'a.example'])
  assert.equal(second.addresses.get('a.example'), first.addresses.get('a.example'))
  assert.match(first.addresses.get('a.example') ?? '', /^240\.241\./)
  assert.equal(first.allotFallbacks(['a.example']), false)
})

test('galley decides as soon as it answered, and the fallback stays reserved', () => {
  const book = new AddressBook()
  book.allotFallbacks(['a.example'])
  const fallback = book.addresses.get('a.example')
  assert.equal(book.learn(new Map([['a.example', '240.240.0.1']])), true)
  assert.equal(book.addresses.get('a.example'), '240.240.0.1')
  assert.equal(book.learn(new Map([['a.example', '240.240.0.1']])), false)
  assert.deepEqual(book.missing(['a.example', 'b.example']), ['b.example'])
  assert.equal(book.state().fallback['a.example'], fallback)
})

test('a fallback held by another host is not given out', () => {
  const probe = new AddressBook()
  probe.allotFallbacks(['a.example'])
  const address = probe.addresses.get('a.example') ?? ''
  const book = new AddressBook({ allotted: {}, fallback: { 'other.example': address } })
  assert.equal(book.allotFallbacks(['a.example']), false)
  assert.equal(book.addresses.has('a.example'), false)
})

test('state survives a restart', () => {
  const book = new AddressBook()
  book.allotFallbacks(['a.example'])
  book.learn(new Map([['b.example', '240.240.0.2']]))
  const again = new AddressBook(book.state())
  assert.deepEqual([...again.addresses].sort(), [...book.addresses].sort())
})
