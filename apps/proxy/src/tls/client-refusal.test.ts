/** Refused clients: each cause is told from the others, and logged once per peer beside the others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { RefusalLog } from '../listener/refusal-log.ts'
import { judgeRefused, REFUSAL_TEXT, type RefusalCause } from './client-refusal.ts'

const ca = new TestCa()
const stranger = new TestCa()
const foreign = new TestCa({ trustDomain: 'other.example' })
const FOREIGN_ID = 'spiffe://other.example/ns/default/sa/a'
const ID = testSpiffeId('a')
const UNKNOWN = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'

type Case = [certificateDer: Buffer | null, verifyError: string, cause: RefusalCause, shown: string]

const CASES: Readonly<Record<string, Case>> = {
  'no certificate': [null, '', 'noCertificate', ''],
  'another trust domain and its root': [
    foreign.issue(FOREIGN_ID).certificate.der,
    UNKNOWN,
    'trustDomain',
    FOREIGN_ID,
  ],
  'another trust domain, our root': [
    ca.issue(FOREIGN_ID).certificate.der,
    'no roots are known for the trust domain of the certificate',
    'trustDomain',
    FOREIGN_ID,
  ],
  'our trust domain, another root': [
    stranger.issue(ID).certificate.der,
    UNKNOWN,
    'unknownRoot',
    ID,
  ],
  expired: [ca.issue(ID, { ttlMs: -1000 }).certificate.der, 'CERT_HAS_EXPIRED', 'expired', ID],
  'a good one that is not allowed': [ca.issue(ID).certificate.der, '', 'identity', ID],
  'a purpose that does not fit': [ca.issue(ID).certificate.der, 'INVALID_PURPOSE', 'invalid', ID],
  'no certificate at all in these bytes': [Buffer.from('x'), UNKNOWN, 'invalid', ''],
}

for (const [name, [certificateDer, verifyError, cause, shown]] of Object.entries(CASES)) {
  test(`the cause of a refusal: ${name}`, () => {
    const view = { trustDomains: ['cluster.local'], nowMs: Date.now() }
    assert.deepEqual(judgeRefused({ certificateDer, verifyError }, view), { cause, shown })
  })
}

test('a gateway knows no trust domains: another root is another root', () => {
  const certificateDer = foreign.issue(FOREIGN_ID).certificate.der
  const view = { trustDomains: null, nowMs: Date.now() }
  const { cause } = judgeRefused({ certificateDer, verifyError: UNKNOWN }, view)
  assert.equal(cause, 'unknownRoot')
})

test('one address that fails in every way is logged once for each', () => {
  const lines: unknown[] = []
  const log = new RefusalLog({ warn: (_message, fields) => lines.push(fields?.['reason']) })
  const reasons = Object.values(REFUSAL_TEXT)
  for (let i = 0; i < 3; i++)
    for (const reason of reasons) log.refused('in', reason, '10.0.0.1', 'words')
  assert.deepEqual(lines, reasons)
})
